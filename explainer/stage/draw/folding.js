/** How far the columns are folded into the one cell that they all are. */
import { during } from "./frames.js";

const FOLD_MS = 800;

/** @param {number} t */
export const eased = (t) => t * t * (3 - 2 * t);

export class Folding {
  stop = () => {};

  /** @param {boolean} folded */
  constructor(folded) {
    this.share = Number(folded);
  }

  /** Open or fold, in view of whoever looks on, where motion is wanted. @param {boolean} folded @param {boolean} moves @param {() => void} each told after every step of the way */
  turn(folded, moves, each) {
    const [from, goal] = [this.share, Number(folded)];
    this.stop();
    if (!moves || from === goal) this.share = goal;
    else
      this.stop = during(FOLD_MS, (share) => {
        this.share = from + (goal - from) * eased(share);
        each();
      });
  }
}
