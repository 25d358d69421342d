// Plays the session of this page: its sound, with the picture, the words and the chapter of each moment.
// All times are whole frames of the plan; the sound is asked where it is, and never how long it lasts.
"use strict";

(() => {
  const element = (id) => document.getElementById(id);
  const root = document.documentElement;
  const session = JSON.parse(element("session").textContent);
  const { chapters, moments, frame_rate: RATE } = session;

  const STEP_S = 15; // of "back" and "on"
  const BACK_S = 5; // a chapter that has gone on for longer is begun again by "left", as coach does
  const SAVE_S = 5; // how often the place is remembered
  const TICK_MS = 100; // how often the page looks where the sound is: no caption comes later than that
  const VOLUME_DB = { step: 2, least: -40, most: 0 };

  // What is done at a point; elsewhere the title of the chapter says enough.
  const DOING = {
    travel: "Move there",
    locate: "Find it",
    press: "Press",
    hold: "Hold",
    release: "Let go",
  };

  // Small helps

  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

  const clock = (seconds) => {
    const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
    const end = String(rest).padStart(2, "0");
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${end}` : `${minutes}:${end}`;
  };

  // What counts down reaches 0:00 only when it is over.
  const left = (frames) => clock(Math.ceil(frames / RATE));

  // The last of some items, in the order of their onsets, that has begun at a frame; undefined before the first one.
  const begun = (items, frame) => {
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (items[middle].onset <= frame) low = middle + 1;
      else high = middle;
    }
    return items[low - 1];
  };

  // A text is set only when it changes: nothing is drawn, and nothing read aloud, for nothing.
  const say = (id, text) => {
    if (element(id).textContent !== text) element(id).textContent = text;
  };

  const show = (id, isShown) => element(id).toggleAttribute("hidden", !isShown);

  // What this browser remembers of the page. Where it may keep nothing, the mere name `localStorage` throws.

  const KEY = `coach:${session.id}`;
  let kept = recalled();

  function recalled() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found && typeof found === "object" ? found : {};
    } catch {
      return {};
    }
  }

  function remember(changes) {
    kept = { ...kept, ...changes };
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // It is forbidden, or full: the page plays as well without.
    }
  }

  function savePlace() {
    if (hasBegun && !hasFailed) remember({ at: audio.ended ? undefined : now() });
  }

  // The sound: one audio element, which goes on where the screen is locked.

  const audio = element("audio");
  let place = Number.isInteger(kept.at) ? clamp(kept.at, 0, session.frames - 1) : 0;
  let source = audio.dataset.src; // in a folder; in one file the sound stands in the page
  let isThere = false; // whether the browser knows the sound, and is at the place
  let hasBegun = place > 0;
  let hasFailed = false;

  function now() {
    if (audio.ended) place = session.frames; // a sound may be some samples shorter than its plan
    else if (isThere) place = clamp(Math.round(audio.currentTime * RATE), 0, session.frames);
    return place;
  }

  // In pieces, for the whole is large; its text is of no use then.
  function embedded() {
    const text = element("sound").textContent.trim();
    const pieces = [];
    for (let start = 0; start < text.length; start += 2 ** 20) {
      const piece = atob(text.slice(start, start + 2 ** 20));
      const bytes = new Uint8Array(piece.length);
      for (let index = 0; index < piece.length; index += 1) bytes[index] = piece.charCodeAt(index);
      pieces.push(bytes);
    }
    element("sound").remove();
    return URL.createObjectURL(new Blob(pieces, { type: session.sound_type }));
  }

  // Not before it is wanted: a page that is only read needs no memory for its sound.
  function load() {
    if (audio.src && !audio.error) return;
    source ??= embedded();
    isThere = false;
    audio.src = source;
  }

  audio.addEventListener("loadedmetadata", () => {
    audio.currentTime = place / RATE;
    isThere = true;
  });

  async function play() {
    if (!source && document.readyState === "loading") {
      tell("The sound is still on its way. It begins once it is there.");
      document.addEventListener("DOMContentLoaded", play, { once: true });
      return;
    }
    try {
      load();
      await audio.play();
    } catch (problem) {
      refuse(problem);
    }
  }

  function refuse(problem) {
    if (problem.name === "AbortError") return; // it was paused before it began
    if (problem.name === "NotAllowedError") tell("Press to begin: the browser lets nothing sound before that.");
    else fail();
  }

  function fail() {
    [hasFailed, isThere] = [true, false];
    pause(); // a sound that has failed still counts as playing
    tell("The sound cannot be played in this browser. All that is said stands below, with its pictures.");
    element("message").focus(); // in place of a live region, which would talk over the coach
    update();
  }

  const pause = () => audio.pause();
  const toggle = () => (audio.paused ? play() : pause());

  function go(frame) {
    place = clamp(frame, 0, session.frames - 1);
    if (isThere) audio.currentTime = place / RATE;
    hasBegun = true;
    savePlace();
    update();
    tellPosition();
  }

  function goAndPlay(frame) {
    go(frame);
    play();
  }

  // What a listener can ask for

  const chapterNow = () => begun(chapters, now()) ?? chapters[0];
  const step = (seconds) => go(now() + seconds * RATE);

  function back() {
    const chapter = chapterNow();
    const before = chapters[chapters.indexOf(chapter) - 1];
    goAndPlay(before && now() - chapter.onset <= BACK_S * RATE ? before.onset : chapter.onset);
  }

  function next() {
    const after = chapters[chapters.indexOf(chapterNow()) + 1];
    if (after) goAndPlay(after.onset);
  }

  // To where the words begin that find the point; elsewhere to the beginning of the chapter.
  function again() {
    const { onset, frames } = chapterNow();
    const found = moments.find((one) => one.phase === "locate" && one.onset >= onset && one.onset < onset + frames);
    goAndPlay(found ? found.onset : onset);
  }

  function stop() {
    pause();
    savePlace();
    remark(`Stopped at ${clock(now() / RATE)}. It goes on from there.`);
  }

  let volumeDb = VOLUME_DB.most;

  function louder(byDb) {
    volumeDb = clamp(volumeDb + byDb, VOLUME_DB.least, VOLUME_DB.most);
    const wanted = 10 ** (volumeDb / 20);
    audio.volume = wanted;
    const isSet = Math.abs(audio.volume - wanted) < 0.01; // some phones leave it to their buttons
    remark(isSet ? `Volume ${volumeDb} dB${volumeDb ? "" : ", the loudest"}.` : "The buttons of the device set the volume.");
  }

  const remark = (text) => say("remark", text);

  function tell(text) {
    say("message", text);
    show("message", text !== "");
  }

  // What is seen

  // The phase at a frame: that of the hold, or of what was said last, or will be said first, in the chapter.
  function phaseAt(frame, chapter, said) {
    const { hold } = chapter;
    if (hold && frame >= hold.onset) return frame < hold.onset + hold.frames ? "hold" : "release";
    const one = said ?? moments.find((moment) => moment.onset >= chapter.onset);
    return one && one.onset < chapter.onset + chapter.frames ? one.phase : "";
  }

  function update() {
    const frame = now();
    const chapter = chapterNow();
    const last = begun(moments, frame);
    const said = last && last.onset >= chapter.onset ? last : undefined;
    const phase = phaseAt(frame, chapter, said);
    showChapter(chapter);
    showPlace(frame);
    showHold(phase === "hold" ? chapter.hold : null, frame);
    say("title", hasBegun ? chapter.title : "When you are ready");
    say("phase", DOING[phase] ?? "");
    say("caption", hasBegun ? (said?.text ?? "") : "Press to begin, and close your eyes: the voice leads you.");
    element("caption").classList.toggle("over", Boolean(said) && frame >= said.onset + said.frames);
    showButton(chapter);
  }

  let shown = null;

  function showChapter(chapter) {
    if (chapter === shown) return;
    shown = chapter;
    showPicture(chapter.picture);
    for (const button of buttons) {
      const isCurrent = chapters[button.dataset.chapter] === chapter;
      if (isCurrent) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    if (hasBegun) document.title = `${chapter.title} · ${session.title}`;
    tellChapter(chapter);
  }

  function showPicture(name) {
    show("cover", !name);
    if (!element("drawing")) return;
    show("drawing", Boolean(name));
    if (!name) return;
    element("picture").setAttribute("aria-label", session.alternatives[name]);
    element("picture").firstElementChild.setAttribute("href", `#picture-${name}`);
  }

  function showPlace(frame) {
    say("gone", clock(frame / RATE));
    say("rest", `${left(session.frames - frame)} left`);
    seek.style.setProperty("--done", `${(100 * frame) / session.frames}%`);
    // A screen reader tells each value of a slider that has the focus: it would talk over the coach.
    const isRead = seek.matches(":focus-visible") && !audio.paused;
    if (!isRead) setSeek(frame);
  }

  function setSeek(frame) {
    seek.value = Math.floor(frame / RATE);
    const told = `${clock(frame / RATE)} of ${clock(session.frames / RATE)}, ${(begun(chapters, frame) ?? chapters[0]).title}`;
    if (seek.getAttribute("aria-valuetext") !== told) seek.setAttribute("aria-valuetext", told);
  }

  function showHold(hold, frame) {
    say("left", hold ? `${left(hold.onset + hold.frames - frame)} left` : "");
    const held = hold ? Math.floor((frame - hold.onset) / RATE) * RATE / hold.frames : 0;
    element("hold").style.setProperty("--held", held);
    element("hold").parentElement.classList.toggle("runs", Boolean(hold));
  }

  function showButton(chapter) {
    const isPlaying = !audio.paused;
    const isFresh = place < RATE || audio.ended;
    element("play").dataset.shows = isPlaying ? "pause" : "play";
    say("play-does", isPlaying ? "Pause" : audio.ended ? "Hear it again" : isFresh ? "Press to begin" : `Go on at ${clock(place / RATE)}`);
    say("play-where", isPlaying ? "" : isFresh ? session.subtitle : chapter.title);
    show("anew", !isPlaying && !isFresh);
  }

  // What a locked screen shows, and its buttons

  const lockScreen = navigator.mediaSession;

  function tellChapter(chapter) {
    if (!lockScreen || !hasBegun) return;
    const { title: album, artist } = session;
    const cover = { src: element("cover").src, sizes: "1000x1000", type: "image/jpeg" };
    const artwork = cover.src.startsWith("file:") ? [] : [cover]; // of a folder on a disk it may not be shown
    lockScreen.metadata = new MediaMetadata({ title: chapter.title, album, artist, artwork });
  }

  function tellPosition() {
    if (!lockScreen) return;
    lockScreen.playbackState = audio.paused ? "paused" : "playing";
    const duration = session.frames / RATE;
    try {
      lockScreen.setPositionState({ duration, position: clamp(now() / RATE, 0, duration), playbackRate: 1 });
    } catch {
      // An older browser shows no position.
    }
  }

  function hearLockScreen() {
    const actions = {
      play,
      pause,
      stop,
      previoustrack: back,
      nexttrack: next,
      seekbackward: ({ seekOffset }) => step(-(seekOffset ?? STEP_S)),
      seekforward: ({ seekOffset }) => step(seekOffset ?? STEP_S),
      seekto: ({ seekTime }) => go(Math.round(seekTime * RATE)),
    };
    for (const [action, does] of Object.entries(actions)) {
      try {
        lockScreen?.setActionHandler(action, does);
      } catch {
        // A browser knows some of these and not others.
      }
    }
  }

  // Keys: those of `coach start`, wherever the focus is, but for a control that needs them itself

  const KEYS = new Map([
    [" ", toggle],
    ["a", again],
    ["ArrowLeft", back],
    ["ArrowRight", next],
    ["+", () => louder(VOLUME_DB.step)],
    ["=", () => louder(VOLUME_DB.step)],
    ["ArrowUp", () => louder(VOLUME_DB.step)],
    ["-", () => louder(-VOLUME_DB.step)],
    ["_", () => louder(-VOLUME_DB.step)],
    ["ArrowDown", () => louder(-VOLUME_DB.step)],
    ["q", stop],
    ["l", () => remark("Only coach itself makes a hold longer.")],
    ["s", () => remark("Only coach itself makes a hold shorter.")],
  ]);

  const NEEDED = [
    ["button, summary", [" ", "Enter"]],
    ["a", ["Enter"]],
    ["input[type=checkbox]", [" "]],
    ["input[type=range]", ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]],
  ];

  function isNeeded(key, target) {
    return target.matches("select") || NEEDED.some(([which, keys]) => target.matches(which) && keys.includes(key));
  }

  // A hand that gropes means "stop": what writes a sign pauses, and so do these. Others move about in the page.
  const gropes = (key) => [...key].length === 1 || ["Enter", "Escape", "Backspace", "Delete", "Insert"].includes(key);

  function meant(key) {
    if (audio.paused && ["ArrowUp", "ArrowDown"].includes(key)) return null; // they scroll
    return KEYS.get([...key].length === 1 ? key.toLowerCase() : key) ?? (gropes(key) && !audio.paused ? pause : null);
  }

  function press(event) {
    const isOthers = event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented;
    if (isOthers || !element("keys").checked || isNeeded(event.key, event.target)) return;
    const does = meant(event.key);
    if (!does) return;
    event.preventDefault();
    if (event.repeat) return; // a key that lies under an arm is pressed once
    remark("");
    does();
  }

  // The screen stays on if that is asked for, and while the session plays

  let lock = null;
  let asked = Promise.resolve();

  // One after the other: what is granted late, after a pause, is given back.
  function stayAwake() {
    asked = asked.then(holdAwake);
  }

  async function holdAwake() {
    const isWanted = element("awake").checked && !audio.paused && document.visibilityState === "visible";
    try {
      if (isWanted && (!lock || lock.released)) lock = await navigator.wakeLock.request("screen");
      else if (!isWanted && lock) await lock.release();
    } catch {
      // It was refused, as with an empty battery: the session goes on in the dark.
    }
  }

  // Colours: dark, if nothing else was chosen

  const daylight = matchMedia("(prefers-color-scheme: light)");

  function paint() {
    const chosen = element("theme").value;
    root.dataset.theme = chosen === "auto" ? (daylight.matches ? "light" : "dark") : chosen;
    const ground = getComputedStyle(root).getPropertyValue("--ground").trim();
    document.querySelector("meta[name=theme-color]").content = ground;
  }

  // Where everything is joined

  const buttons = [...document.querySelectorAll("[data-chapter]")];
  const seek = element("seek");
  let tick = 0;
  let saved = 0;

  function follow() {
    update();
    if (Date.now() - saved < SAVE_S * 1000) return;
    saved = Date.now();
    savePlace();
    tellPosition();
  }

  function change() {
    clearInterval(tick);
    if (!audio.paused) tick = setInterval(follow, TICK_MS);
    update();
    savePlace();
    tellPosition();
    stayAwake();
  }

  audio.addEventListener("play", () => {
    [hasBegun, hasFailed, shown] = [true, false, null];
    tell("");
    remark("");
    change();
  });
  audio.addEventListener("pause", change);
  audio.addEventListener("ended", change);
  audio.addEventListener("seeked", follow);
  audio.addEventListener("timeupdate", follow); // timers are slow where the page is not seen
  audio.addEventListener("error", fail);
  addEventListener("pagehide", savePlace);
  document.addEventListener("visibilitychange", () => {
    savePlace();
    stayAwake();
  });
  document.addEventListener("keydown", press);
  // A press with the pointer leaves the focus where it was: the space bar goes on to pause.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("button, label, summary, [type=checkbox]")) event.preventDefault();
  });

  const presses = { play: toggle, back: () => step(-STEP_S), on: () => step(STEP_S), anew: () => goAndPlay(0), print: () => print() };
  for (const [id, does] of Object.entries(presses)) element(id).addEventListener("click", does);
  for (const button of buttons) {
    button.addEventListener("click", () => goAndPlay(chapters[button.dataset.chapter].onset));
  }
  seek.addEventListener("input", () => {
    go(seek.value * RATE);
    setSeek(place);
  });
  element("awake").addEventListener("change", stayAwake);
  element("keys").addEventListener("change", () => remember({ keys: element("keys").checked }));
  element("theme").addEventListener("change", () => {
    remember({ theme: element("theme").value });
    paint();
  });
  daylight.addEventListener("change", paint);
  // A link to a source unfolds the sources; newer browsers do it by themselves.
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href^='#source-']")) element("facts").open = true;
  });

  root.classList.add("scripted");
  if (["light", "auto"].includes(kept.theme)) element("theme").value = kept.theme;
  element("keys").checked = kept.keys !== false;
  show("awake-choice", "wakeLock" in navigator);
  paint();
  hearLockScreen();
  update();

  // A folder on a host can be kept, to be used without a net.
  if (audio.dataset.worker && isSecureContext && "serviceWorker" in navigator) {
    navigator.serviceWorker.register(audio.dataset.worker).catch(() => {}); // it plays without, too
  }
})();
