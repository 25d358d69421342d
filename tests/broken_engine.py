"""A stand-in for pyttsx3 that does what the text it is to say tells it: hang, exit, stay silent, write garbage."""

from pathlib import Path

SOURCES = {
    "__init__.py": """
import os, signal, time, wave
from types import SimpleNamespace

class Engine:
    proxy = SimpleNamespace(setBusy=lambda busy: None)
    def setProperty(self, name, value): print("property", name)
    def getProperty(self, name):
        return {"voice": "a", "voices": [SimpleNamespace(id="a", name="A", languages=["en"])]}[name]
    def runAndWait(self): pass
    def save_to_file(self, text, path):
        print("engine chatter" * 100, flush=True)
        os.write(1, b"spchD\\0\\0\\0\\4chat" * 100)
        os.write(2, b"error chatter")
        if "hang" in text: time.sleep(100)
        if "exit" in text: os._exit(7)
        if "segfault" in text: os.kill(os.getpid(), signal.SIGSEGV)
        if "refuse" in text: raise RuntimeError("no such phoneme: \\ud800")
        if "nothing" in text: return
        if "garbage" in text: open(path, "wb").write(b"no sound" * 500); return
        if "half" in text: open(path, "wb").write(b"RIFF\\0\\0"); return
        with wave.open(path, "wb") as file:
            file.setparams((1, 2, 22050, 0, "NONE", ""))
            file.writeframes((b"\\0\\0" if "silent" in text else b"\\0\\x10") * 1000)

def init(name=None): return Engine()
""",
    "drivers/__init__.py": "",
    "drivers/espeak.py": "",
    "drivers/_espeak.py": """
from types import SimpleNamespace
CHARS_UTF8, PHONEMES = 1, 0x100
dll = SimpleNamespace(espeak_ng_InitializePath=lambda path: None)
def ListVoices(spec): return []
def IsPlaying(): return False
""",
}


def write_to(folder: Path) -> None:
    """Write the package into a folder, from which it is imported if PYTHONPATH names that folder."""
    for name, source in SOURCES.items():
        path = folder / "pyttsx3" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
