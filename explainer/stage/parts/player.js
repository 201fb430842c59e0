/** Play, pause, step and scrub through the cells of one map. The stage is told which cell; nothing goes to the server. */
import { make, say, svg } from "../draw/dom.js";

const ICONS = {
  play: "M7 5v14l12-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  back: "M7 5h2.5v14H7zM19 5v14l-9-7z",
  next: "M14.5 5H17v14h-2.5zM5 5v14l9-7z",
};

export class Player {
  /**
   * @param {() => import("./course.js").Course} course @param {MediaQueryList} still where set, Play takes one step
   * @param {() => boolean} whole whether the map is all there: it is then played from the start
   * @param {() => boolean} secret whether nothing is to be played or counted, since that would answer what the page asks
   * @param {(position: number) => void} go @param {(brief: boolean) => void} stopped
   */
  constructor(course, still, whole, secret, go, stopped) {
    this.secret = secret;
    this.stopped = stopped;
    this.course = course;
    this.whole = whole;
    this.go = go;
    this.still = still;
    this.count = 1;
    this.position = 0;
    this.speed = 0;
    this.playing = false;
    /** Whether it plays in short, to tell what was asked. */
    this.brief = false;
    this.off = false;
    /** Whether the selection is where Play does not come. */
    this.away = false;
    this.frame = 0;
    /** How long the step takes that is on show, for motion that fits in it. */
    this.pace = 0;
    this.back = button("Step back", ICONS.back, () => this.step(-1));
    this.toggleButton = button("Play", ICONS.play, () => this.toggle());
    this.toggleButton.classList.add("main");
    this.next = button("Step forward", ICONS.next, () => this.step(1));
    this.scrub = make("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": "Position" });
    this.scrub.oninput = () => {
      this.jump(Number(this.scrub.value));
    };
    this.kind = make("span", { class: "kind" });
    this.told = make("span");
    this.where = make("span", { class: "where" }, this.kind, this.told);
    this.rate = make("button", { type: "button", class: "quiet" });
    this.rate.onclick = () => {
      this.speed = (this.speed + 1) % 3;
      this.show();
    };
    this.element = make("div", { class: "player", translate: "yes" }, this.back, this.toggleButton, this.next, this.scrub, this.where, this.rate);
    this.onward = make("a", { class: "onward" }, "Next →");
    this.element.append(this.onward);
  }

  /** There may be more or fewer steps than before. */
  range() {
    this.off = this.secret();
    if (this.off) this.pause();
    this.count = this.course().count;
    this.scrub.max = this.off ? "0" : String(this.count - 1);
    this.position = Math.min(this.position, this.count - 1);
    for (const button of [this.back, this.toggleButton, this.next]) button.disabled = this.off || this.count < 2;
    this.scrub.disabled = this.rate.disabled = this.off;
    this.show();
  }

  show() {
    const course = this.course();
    const [position, name] = this.off ? [0, ""] : [this.position, this.away ? "" : course.name(this.position)];
    this.scrub.value = String(position);
    this.scrub.style.setProperty("--done", `${(100 * position) / Math.max(1, this.count - 1)}%`);
    this.scrub.setAttribute("aria-valuetext", name);
    const [kind, told] = name ? course.told(this.position) : ["", ""];
    say(this.kind, kind);
    say(this.told, told);
    say(this.rate, `${course.speeds[this.speed]}×`);
    this.rate.setAttribute("aria-label", `Speed ${course.speeds[this.speed]}×`);
    this.toggleButton.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    this.toggleButton.querySelector("path")?.setAttribute("d", this.playing ? ICONS.pause : ICONS.play);
  }

  toggle() {
    if (this.off) return;
    if (this.playing) this.pause();
    else this.play();
  }

  play(brief = false) {
    if (this.still.matches) return this.step(1);
    const course = this.course();
    const begins = brief || this.whole() || course.turn(this.position) >= this.count - 1;
    if (begins) this.position = course.place(0);
    const first = course.turn(this.position);
    const tempo = course.tempo(this.count - 1 - first, brief);
    this.playing = true;
    this.brief = brief;
    let [turn, elapsed, before] = [first, 0, performance.now()];
    this.pace = tempo.pace(0) / course.speeds[this.speed];
    const tick = (/** @type {number} */ now) => {
      if (!this.playing) return;
      const speed = course.speeds[this.speed];
      elapsed += Math.max(0, now - before) * speed;
      before = now;
      const next = Math.min(this.count - 1, first + tempo.after(elapsed));
      this.pace = tempo.pace(elapsed) / speed;
      if (next > turn) {
        turn = next;
        this.to(course.place(turn));
        if (turn >= this.count - 1) return this.#done();
      }
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.show();
    this.go(this.position);
  }

  /** The last step is seen through before it is over. */
  #done() {
    setTimeout(() => this.playing && this.pause(), this.pace);
  }

  pause() {
    const { playing, brief } = this;
    this.playing = this.brief = false;
    cancelAnimationFrame(this.frame);
    if (playing) this.stopped(brief);
    this.show();
  }

  /** The visitor has come to an end: the way on is shown, which the page puts here if it has one (shell/frame.js). */
  done() {
    this.onward.classList.add("offered");
  }

  /** @param {number} by */
  step(by) {
    this.jump(Math.max(0, Math.min(this.count - 1, this.position + by)));
  }

  /** @param {number} position */
  jump(position) {
    if (this.off) return;
    this.pause();
    this.to(position);
  }

  /** @param {number} position */
  to(position) {
    this.position = position;
    this.away = false;
    if (position >= this.count - 1) this.done();
    this.show();
    this.go(position);
  }

  /** Follow a selection made elsewhere, without moving anything. @param {number | null} position none where Play does not come */
  follow(position) {
    this.away = position === null;
    this.position = position ?? this.position;
    this.show();
  }
}

/** @param {string} label @param {string} path @param {() => void} click */
function button(label, path, click) {
  const icon = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: path }));
  const element = make("button", { type: "button", class: "icon", "aria-label": label });
  element.append(icon);
  element.onclick = click;
  return element;
}
