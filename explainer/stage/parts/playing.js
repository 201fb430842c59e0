/** What a step of Play means on the stage: which cell it stands at, what is there already, and what moves on the way. */

/** A step that takes less than this shows no motion of its own. */
const MOTION_MS = 200;

/** @param {import("../stage.js").Stage} stage @param {number} position */
export function playTo(stage, position) {
  const { store, player, course, merging } = stage;
  if ("go" in course) return course.go(stage, position);
  const stays = player.brief && store.pinned;
  if (store.pinned && !stays) store.hold(false);
  const moves = player.playing && player.pace >= MOTION_MS && !stage.still.matches;
  stage.root.classList.toggle("gliding", moves);
  stage.caption.quiet(player.playing);
  merging.end();
  const turn = course.turn(position);
  const partly = (player.playing || store.born !== Infinity) && turn < player.count - 1;
  const born = partly ? turn : Infinity;
  if (stays) return store.birth(born);
  const lands = moves && !course.steps;
  store.play(lands ? turn - 1 : born, course.at(position, store.path[0]));
  if (lands) merging.run(store.path[0], player.pace, () => store.birth(born));
  if (player.playing && !player.brief) for (const panel of stage.panels) panel.sound(store.path[0], player.pace);
  if (!moves) return;
  const way = Math.max(...stage.panels.map((panel) => panel.hand(store.path[0], player.pace)));
  if (way) merging.wait(way);
}
