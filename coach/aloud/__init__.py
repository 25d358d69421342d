"""How a reader's text is read aloud: sentence by sentence, its numbers and signs written out in words.

Every engine is given the same words, so that none of them has to know a sign, and what cannot be said is told
(`CannotSay`) and never left out. Readers see the text as it was written.
"""
