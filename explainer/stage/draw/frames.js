/** Frame after frame for a while. @param {number} ms @param {(share: number) => void} each told which share of it has passed @returns {() => void} what ends it before */
export function during(ms, each) {
  const start = performance.now();
  let frame = 0;
  const step = (/** @type {number} */ now) => {
    const share = Math.min(1, Math.max(0, (now - start) / ms));
    if (share < 1) frame = requestAnimationFrame(step);
    each(share);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
