/**
 * A training as what Play goes through: checkpoint by checkpoint, by the weights that it had at each. All of them are here
 * already; what follows from them is evaluated here, and once the player rests torch answers for where it stands.
 */
import { Ordered } from "./ordered.js";
import { Steady } from "./tempo.js";

const EACH_MS = 300; // less than keys rest, so that nothing is said on the way

export class Checkpoints extends Ordered {
  speeds = [1, 2, 8];
  said = "as it learned";

  /** @param {import("../payload.js").Checkpoints} training @param {import("../store.js").Store} store */
  constructor(training, store) {
    super();
    this.training = training;
    this.store = store;
    this.count = training.steps.length;
  }

  /** @param {import("../stage.js").Stage} stage @param {number} position */
  go({ store, rest, server, caption, player, measure }, position) {
    const { data } = store.read(`checkpoint${this.training.steps[position]}`);
    /** @type {Map<string, Float32Array>} */
    const weights = new Map();
    let from = 0;
    for (const name of this.training.weights) {
      const to = from + store.read(name).data.length;
      weights.set(name, data.slice(from, to));
      from = to;
    }
    caption.quiet(player.playing);
    measure(() => store.changeAll(weights));
    rest.soon("checkpoint", () => server.say({ checkpoint: position }));
  }

  /** Where it stands, as torch said it; while it is gone through the player knows. @returns {number | null} */
  position() {
    return this.store.edited ? null : this.training.at;
  }

  /** The selection stays. @param {number} _ @param {import("../store.js").Place} before */
  at(_, before) {
    return before;
  }

  tempo() {
    return new Steady(EACH_MS);
  }

  /** @param {number} position */
  name(position) {
    return `after ${this.training.steps[position]} of ${this.training.of} steps`;
  }

  /** @param {number} position @returns {[string, string]} */
  told(position) {
    return ["", `${this.training.steps[position]} of ${this.training.of}`];
  }
}
