// Reads a caption file with libraries of npm: prints, for each of them, its cues as JSON. caption_readers.py runs a
// copy of it beside their folder.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const file = process.argv[2];
const load = createRequire(import.meta.url);
const text = readFileSync(file, "utf8");
const ms = (seconds) => Math.round(seconds * 1000);
const plain = (html) => html.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

const readers = {
  vtt: {
    "node-webvtt": ({ parse }) =>
      parse(text, { strict: true }).cues.map((cue) => [ms(cue.start), ms(cue.end), plain(cue.text)]),
    "webvtt-parser": ({ WebVTTParser }) => {
      const found = new WebVTTParser(load("webvtt-parser/html-entities.json")).parse(text, "metadata");
      if (found.errors.length) throw new Error(found.errors.map((error) => `line ${error.line}: ${error.message}`).join("; "));
      return found.cues.map((cue) => [ms(cue.startTime), ms(cue.endTime), plain(cue.text)]);
    },
  },
  srt: {
    "srt-parser-2": ({ default: Parser }) =>
      new Parser().fromSrt(text).map((cue) => [ms(cue.startSeconds), ms(cue.endSeconds), cue.text]),
    subtitle: ({ parseSync }) => parseSync(text).map(({ data }) => [data.start, data.end, data.text]),
    subsrt: ({ parse }) => parse(text, { format: "srt" }).map((cue) => [cue.start, cue.end, cue.text]),
  },
  lrc: {
    "lrc-kit": ({ Lrc }) => Lrc.parse(text).lyrics.map((line) => [ms(line.timestamp), null, line.content]),
    clrc: ({ parse }) =>
      parse(text).filter((line) => line.type === "lyric").map((line) => [line.startMillisecond, null, line.content]),
    paroles: ({ Lyrics }) => new Lyrics(text).lines.map((line) => [ms(line.time), null, line.text]),
  },
};

const found = {};
for (const [name, read] of Object.entries(readers[file.split(".").pop()])) {
  try {
    const module = await import(name);
    found[name] = { cues: read({ ...module.default, ...module }) };
  } catch (error) {
    found[name] = { problem: String(error.message ?? error) };
  }
}
console.log(JSON.stringify(found));
