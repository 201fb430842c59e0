/**
 * One trace as a scene of panels: select a cell and see what it is made of, play a map's birth, change a number and watch
 * everything that depends on it. State lives here; each panel only draws.
 *
 * @typedef {{name: string, breadth: number, columns: import("./maps.js").PanelSpec[][], play: string, veil?: string, ask?: string,
 *            marks?: {tensor: string, at: number[], label: string, dashed: boolean}[], meanings?: string[][],
 *            labels: Record<string, string>, readings?: Record<string, string>, closed?: boolean, first?: string,
 *            words?: Record<string, string[]>, says?: Record<string, string[]>, centre?: {drawing: string, centred: string},
 *            steps?: import("./course.js").Steps, spoken?: string[], axes?: Record<string, [string, string][]>}} Scene
 */
import { css, limitOf, palette } from "./colours.js";
import { course } from "./course.js";
import { unseen } from "./coverage.js";
import { make, say } from "./dom.js";
import { Editing } from "./editing.js";
import { Equation } from "./equation.js";
import { openCell, ravel } from "./explain.js";
import { pressed } from "./keys.js";
import { arrange } from "./layout.js";
import { MapPanel } from "./maps.js";
import { NumbersPanel } from "./numbers.js";
import { field } from "./field.js";
import { linked, Overlay } from "./overlay.js";
import { panelFor } from "./panels.js";
import { unpack } from "./payload.js";
import { Player } from "./player.js";
import { point } from "./pointing.js";
import { into, leads, showCrumbs } from "./way.js";
import { cellName, number, parseCell, place, sentence } from "./words.js";

const AXES = /** @type {[string, string][]} */ ([["o", "kernel"], ["c", "channel"], ["i", "row"], ["j", "column"]]);
const REST_MS = 400;

export class Stage {
  /** @param {HTMLElement} host @param {(event: string, value: any) => void} send */
  constructor(host, send) {
    this.send = send;
    /** @type {Map<string, import("./payload.js").Held>} */
    this.tensors = new Map();
    /** @type {import("./panels.js").Panel[]} */
    this.panels = [];
    /** @type {{tensor: string, at: number[]}[]} */
    this.path = [];
    this.pinned = false;
    this.born = Infinity;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.editing = new Editing(this);
    this.overlay = new Overlay();
    this.equation = new Equation(() => this.layout(), (source) => into(this, source), (tensor) => leads(this, tensor));
    this.player = new Player((position, starts) => this.playTo(position, starts), this.still, () => !!this.scene.steps && this.born === Infinity);
    this.caption = make("p", { class: "caption", "data-testid": "caption", "aria-live": "polite" });
    this.crumbs = make("ol", { class: "crumbs", "aria-label": "Way back" });
    this.pin = make("button", { type: "button", class: "quiet pin", "aria-pressed": "false" }, "Pin");
    this.pin.onclick = () => this.setPinned(!this.pinned);
    this.player.element.append(this.pin);
    this.board = make("div", { class: "board" });
    this.root = make(
      "div",
      { class: "stage", "data-testid": "stage", tabindex: 0, role: "group", "aria-roledescription": "interactive figure" },
      this.board,
      this.equation.element,
      make("div", { class: "foot" }, make("div", { class: "said" }, this.caption, this.crumbs), this.player.element),
      this.overlay.element,
    );
    point(this);
    this.root.addEventListener("keydown", (e) => pressed(this, e));
    this.board.addEventListener("scroll", () => this.anchor(), { capture: true, passive: true });
    host.append(this.root);
    this.resized = new ResizeObserver(() => this.layout());
    this.resized.observe(this.root);
    this.onWindow = () => this.layout();
    addEventListener("resize", this.onWindow);
  }

  destroy() {
    this.player.pause();
    this.resized.disconnect();
    removeEventListener("resize", this.onWindow);
    this.editing.stop();
    for (const panel of this.panels) panel.stop?.();
    clearTimeout(this.pinTimer);
    this.root.remove();
  }

  read = (/** @type {string} */ name) => /** @type {import("./payload.js").Held} */ (this.tensors.get(name));

  /** Take a payload: the server's numbers replace whatever was evaluated here. @param {Uint8Array} bytes */
  update(bytes) {
    if (bytes === this.bytes) return this.restyle();
    if (this.editing.busy) return;
    this.bytes = bytes;
    const { header, tensors, missing } = unpack(bytes, this.tensors);
    if (missing) return this.send("missing", Date.now());
    this.tensors = tensors;
    if (header.cells) this.cells = header.cells;
    if (header.scene) {
      const key = JSON.stringify(header.scene.columns.map((/** @type {any[]} */ c) => c.map((p) => [p.tensor, p.edit, p.curve, p.draw, p.threshold, p.bars, !!p.row, !!p.paths, p.columns?.rows.map((/** @type {any} */ row) => row.tensor), !!p.weights])));
      const spoken = JSON.stringify(header.scene.spoken);
      if (this.scene && spoken !== JSON.stringify(this.scene.spoken)) this.path = [];
      this.scene = /** @type {Scene} */ (header.scene);
      this.sceneId = header.sceneId;
      this.equation.closed = !!this.scene.closed;
      const another = this.sceneKey !== undefined && key !== this.sceneKey;
      if (key !== this.sceneKey) this.build(key);
      if (another && this.path.length && !this.panelOf(this.path[0].tensor)) this.path = [];
      const asked = parseCell(header.selected ?? "");
      if (another && asked && !this.panelOf(asked.tensor)) header.selected = null;
    }
    this.root.dataset.source = "torch";
    this.born = this.player.playing ? this.born : Infinity;
    this.refill();
    this.choose(header.selected);
    this.player.range(this.course);
    this.restyle();
    this.root.dataset.ready = "true";
  }

  played() {
    return this.read(this.scene.play);
  }

  /** The selection a payload asks for, or the one before, or the first cell. @param {string | null} asked */
  choose(asked) {
    const known = (/** @type {any} */ cell) =>
      cell && this.tensors.has(cell.tensor) && cell.at.length === this.read(cell.tensor).shape.length &&
      cell.at.every((/** @type {number} */ k, /** @type {number} */ d) => k < this.read(cell.tensor).shape[d]);
    const cell = parseCell(asked ?? "");
    if (this.pinTimer && this.path.every(known)) return;
    if (known(cell)) {
      if (cellName(cell.tensor, cell.at) !== this.root.dataset.selected) this.path = [cell];
      this.pinned = true;
    } else {
      this.pinned = false;
    }
    if (!this.path.length || !this.path.every(known)) {
      const first = parseCell(this.scene.first ?? "");
      this.path = [known(first) && first ? first : { tensor: this.scene.play, at: this.played().shape.map(() => 0) }];
    }
    this.follow();
  }

  /** The player stands where the selection is. */
  follow() {
    const position = this.course.position(this.path[0]);
    if (position !== null) this.player.follow(position);
  }

  get selected() {
    return this.path[this.path.length - 1];
  }

  /** @param {string} key */
  build(key) {
    this.sceneKey = key;
    this.root.dataset.stage = this.scene.name;
    const columns = this.scene.columns.map((specs) => specs.map((spec) => panelFor(spec, this)));
    this.panels = columns.flat();
    this.board.replaceChildren(
      ...columns.map((panels) => make("div", { class: "column" }, ...panels.map((p) => p.element))),
    );
  }

  refill() {
    this.course = course(this.scene, this.cells, this.read);
    this.scene.columns.flat().forEach((spec, k) => this.panels[k].update(spec, this.read, this.cells));
    this.root.setAttribute("aria-label", `${this.scene.labels[this.scene.play]}, ${this.course.said}`);
  }

  restyle() {
    this.dress();
    this.layout();
  }

  /** Colours and type as the theme has them. The style sheet may arrive after the first numbers. */
  dress() {
    this.palette = palette(this.root);
    this.root.classList.toggle("dark", this.palette.dark);
    const style = getComputedStyle(this.root);
    this.how = {
      palette: this.palette,
      line: style.getPropertyValue("--line").trim(),
      muted: style.getPropertyValue("--muted").trim(),
      ink: style.getPropertyValue("--ink").trim(),
      accent: style.getPropertyValue("--accent").trim(),
      soft: style.getPropertyValue("--soft").trim(),
      background: css(this.palette.zero),
    };
    for (const panel of this.panels) panel.font = style.fontFamily;
  }

  /** Sizes and places anew, then everything drawn in them. */
  layout() {
    if (!this.scene || !this.root.clientWidth) return;
    if (!this.how?.line) this.dress();
    this.reserve();
    arrange(this);
    this.paint();
    this.followed = "";
    this.anchor();
  }

  /** Where everything stands now, and the rings and lines there. */
  anchor() {
    const box = this.root.getBoundingClientRect();
    for (const panel of this.panels) panel.anchor(box);
    this.showSelected();
    this.showMarks();
  }

  /** The strip keeps the height that the played map's cells need, so that nothing jumps while pointing here and there. */
  reserve() {
    const { shape } = this.played();
    this.equation.element.style.minHeight = "";
    this.showEquation(this.scene.play, shape.map(() => 0));
    let tall = this.equation.element.offsetHeight;
    if (this.equation.open.length && this.path.length) {
      this.showEquation(this.selected.tensor, this.selected.at);
      tall = Math.max(tall, this.equation.element.offsetHeight);
    }
    this.equation.element.style.minHeight = `${tall}px`;
  }

  paint() {
    if (!this.how || !this.scene) return;
    const { tensor, at } = this.path[0] ?? { tensor: "", at: [0] };
    const playing = this.born !== Infinity;
    for (const panel of this.panels) {
      const name = panel.spec.tensor;
      if (panel instanceof NumbersPanel && this.cells[tensor]) panel.kernel = this.readsKernel(name) ?? panel.kernel;
      panel.paint({
        ...this.how,
        channel: name === tensor ? at[0] : 0,
        birth: playing ? this.course.born.get(name) : undefined,
        steps: this.course.steps,
        onward: this.course.onward,
        selected: this.selected,
        first: this.path[0],
        born: this.born,
        veiled: name === this.scene.veil,
        unseen: panel instanceof MapPanel ? this.unseen(panel) : null,
      });
    }
  }

  /** Which of several kernels the selected cell uses. @param {string} weight */
  readsKernel(weight) {
    const { tensor, at } = this.path[0];
    const part = this.cells[tensor]?.parts.find((p) => p.of.some((f) => f.tensor === weight));
    return part ? at[0] : undefined;
  }

  /** @param {MapPanel} panel */
  unseen({ spec }) {
    if (spec.pad === undefined) return null;
    return unseen(this.cells[this.scene.play], this.played().shape, spec.tensor, this.read(spec.tensor).shape, spec.pad);
  }

  showMarks() {
    const marks = (this.scene.marks ?? []).flatMap(({ tensor, at, label, dashed }) => {
      const rect = this.panelOf(tensor)?.rects([at], tensor)[0];
      return rect ? [{ rect, label, dashed }] : [];
    });
    this.overlay.mark(marks);
  }

  /** @param {string} tensor @param {number[]} at */
  showEquation(tensor, at) {
    const cell = this.cells[tensor] ?? null;
    const value = this.read(tensor).data[ravel(at, this.read(tensor).shape)];
    const opened = cell ? openCell(cell, at, this.read) : { terms: [], before: value, total: value };
    const scales = (/** @type {string} */ t, /** @type {number} */ channel) => this.scaleOf(t, channel);
    const names = (/** @type {string} */ t) => this.panelOf(t)?.spec.names;
    this.equation.show(cell, opened, { palette: this.palette, scales, own: this.scaleOf(tensor, at[0]), names, tensor });
    return opened;
  }

  /** Strip, caption, rings and lines for the selected cell. */
  showSelected() {
    if (!this.scene || !this.how || !this.path.length) return;
    const { tensor, at } = this.selected;
    const shape = this.read(tensor).shape;
    const cell = this.cells[tensor] ?? null;
    const value = this.read(tensor).data[ravel(at, shape)];
    const name = cellName(tensor, at);
    const opened = this.showEquation(tensor, at);
    const word = this.scene.words?.[tensor]?.[at[0]];
    const out = this.scene.axes?.[tensor] ?? cell?.out ?? AXES.slice(-shape.length);
    const where = word ? `${this.scene.labels[tensor]} ${word}` : place(out, at, shape, this.scene.spoken);
    const meaning = tensor === this.scene.play && this.root.dataset.source === "torch" ? (this.scene.meanings?.[at[0]] ?? [])[opened.total > 0 ? 0 : opened.total < 0 ? 2 : 1] : "";
    const said = cell ? sentence(cell, opened) : (this.scene.readings?.[tensor] ?? "{value}, as it came in.").replace("{value}", number(value));
    const told = cell ? undefined : this.scene.says?.[tensor]?.[at[0]];
    say(this.caption, told ?? `${where[0].toUpperCase()}${where.slice(1)}: ${meaning ? `${meaning} ` : ""}${said[0].toUpperCase()}${said.slice(1)}`);
    this.root.dataset.selected = name;
    this.pin.setAttribute("aria-pressed", String(this.pinned));
    say(this.pin, this.pinned ? "Unpin" : "Pin");
    showCrumbs(this);
    this.overlay.show(...linked(this, tensor, at, opened));
    this.showField(tensor, at);
    if (name !== this.followed) for (const panel of this.panels) panel.follow?.(tensor, at);
    this.followed = name;
  }

  /** The panels that show a tensor's own cells. @param {string} tensor */
  panelsOf(tensor) {
    return this.panels.filter((p) => p.shows(tensor));
  }

  /** @param {string} tensor */
  panelOf(tensor) {
    return this.panelsOf(tensor)[0];
  }

  /** How a tensor's numbers are coloured, as in its panel. @param {string} tensor @param {number} channel the selected map */
  scaleOf(tensor, channel) {
    const panel = this.panelOf(tensor);
    if (panel) return panel.shading(channel, tensor);
    return { scale: "signed", limit: tensor.endsWith(".bias") ? 0 : limitOf(this.read(tensor).data) };
  }

  /** The part of the picture that the selected cell can see, ringed and said. @param {string} tensor @param {number[]} at */
  showField(tensor, at) {
    const panel = this.panels.find((p) => p instanceof MapPanel && p.spec.field);
    if (!(panel instanceof MapPanel)) return this.overlay.see([]);
    const box = tensor === panel.spec.tensor ? null : field(this.cells, this.read, tensor, at, panel.spec.tensor);
    const rows = box?.[1] ?? [0, 0];
    const columns = box?.[2] ?? [0, 0];
    const within = (/** @type {number} */ k, /** @type {number} */ n) => Math.max(0, Math.min(n - 1, k));
    const corners = [0, 1].map((end) => [0, within(rows[end], panel.rows), within(columns[end], panel.columns)]);
    this.overlay.see(box ? panel.rects(corners) : []);
    const [tall, wide] = [rows, columns].map(([from, to]) => to - from + 1);
    say(panel.note, box ? `Outlined: the ${tall} × ${wide} pixels that the selected cell can see.` : panel.spec.note ?? "");
  }

  /** @param {string} tensor @param {number[]} at @param {boolean} [within] on the way back: only its end moves */
  select(tensor, at, within = false) {
    const kernel = this.path[0]?.at[0];
    this.path = [...(within ? this.path.slice(0, -1) : []), { tensor, at }];
    if (this.born === Infinity) this.follow();
    if (kernel !== at[0]) this.paint();
    this.showSelected();
  }

  /** @param {boolean} pinned */
  setPinned(pinned) {
    this.pinned = pinned;
    this.send("pin", pinned ? cellName(this.selected.tensor, this.selected.at) : "");
    this.showSelected();
  }

  /** A pin that is moved with the keys goes into the link when the keys rest. */
  pinSoon() {
    if (!this.pinned) return;
    clearTimeout(this.pinTimer);
    this.pinTimer = setTimeout(() => {
      this.pinTimer = 0;
      this.setPinned(true);
    }, REST_MS);
  }

  /** @param {number} position @param {boolean} starts */
  playTo(position, starts) {
    if (this.pinned) this.setPinned(false);
    this.root.classList.toggle("gliding", this.player.playing && this.player.pace >= 200 && !this.still.matches);
    this.caption.setAttribute("aria-live", this.player.playing ? "off" : "polite");
    this.born = this.player.playing || this.born !== Infinity ? position : Infinity;
    if (position === this.player.count - 1) this.born = Infinity;
    this.path = [this.course.at(position, this.path[0])];
    this.paint();
    this.showSelected();
    if (starts || !this.player.playing || this.player.pace < 200 || this.still.matches) return;
    this.equation.fly();
    for (const panel of this.panels) panel.hand?.(this.path[0], this.player.pace);
  }

  /** Do something for an event and note how long it took until its frame was painted. @param {() => void} work */
  measure(work) {
    const start = performance.now();
    work();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => (this.root.dataset.paintMs = (performance.now() - start).toFixed(2));
      channel.port2.postMessage(0);
    });
  }

  /** Whether a cell is still to come in a map that is being played. @param {{tensor: string, at: number[]}} cell */
  unborn(cell) {
    return this.born !== Infinity && this.course.tocome(cell, this.born);
  }

  /** One cell on along a dimension. @param {number} d @param {number} by */
  walk(d, by) {
    const { tensor, at } = this.selected;
    const to = at.slice();
    to[d] = Math.max(0, Math.min(this.read(tensor).shape[d] - 1, to[d] + by));
    this.player.pause();
    this.measure(() => this.select(tensor, to, this.path.length > 1));
    this.pinSoon();
  }

  /** Nothing playing, nothing pinned, the whole map on show. */
  rest() {
    this.player.pause();
    this.born = Infinity;
    this.paint();
    if (this.pinned) this.setPinned(false);
  }
}
