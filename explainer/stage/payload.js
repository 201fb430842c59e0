/**
 * A payload is a JSON header and, behind it, the tensors' float32 bytes (explainer/views/payload.py packs it).
 * What the stage already holds is named by its id and not sent again.
 *
 * @typedef {import("./explain.js").Tensor & {id: string}} Held
 */

/**
 * @param {Uint8Array} bytes
 * @param {Map<string, Held>} held tensors of the payload before, by name
 * @returns {{header: any, tensors: Map<string, Held>, missing: boolean}}
 */
export function unpack(bytes, held) {
  const size = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  const blobs = bytes.slice(4 + size).buffer;
  const tensors = new Map();
  let missing = false;
  for (const { name, shape, id, at } of header.tensors) {
    const count = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1);
    const known = held.get(name);
    if (at !== undefined) tensors.set(name, { shape, id, data: new Float32Array(blobs, at, count) });
    else if (known?.id === id) tensors.set(name, known);
    else missing = true;
  }
  return { header, tensors, missing };
}
