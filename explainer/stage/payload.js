/**
 * A payload is a JSON header and, behind it, the tensors' float32 bytes (explainer/views/payload.py packs it).
 * What the stage already holds is named by its id and not sent again.
 *
 * @typedef {import("./arithmetic/declaration.js").Tensor & {id: string}} Held
 *
 * @typedef {object} Header
 * @property {number} heard the last thing said by the stage that this answers
 * @property {string | null} selected
 * @property {boolean} settled whether what the page asks beforehand is answered, or skipped
 * @property {{scene: string, called: string, cells: string}} told the ids of what stands, sent or held already
 * @property {{name: string, shape: number[], id: string, at?: number}[]} tensors
 * @property {Scene} [scene] without what coordinates are called
 * @property {Record<string, string[]>} [called] what they are called
 * @property {import("./arithmetic/declaration.js").Cells} [cells]
 *
 * @typedef {object} Scene explainer/views/scene.py says what each is for
 * @property {string} name
 * @property {import("./panels/base.js").Spec[][]} columns
 * @property {string} play
 * @property {Record<string, string>} [labels]
 * @property {Record<string, import("./parts/secrets.js").Secret>} [veil]
 * @property {string} [instead]
 * @property {string} [ask]
 * @property {Mark[]} [marks]
 * @property {Reveal} [reveal]
 * @property {[string, string, string][]} [meanings]
 * @property {Record<string, string>} [readings]
 * @property {Record<string, string[]>} [says]
 * @property {boolean} [closed]
 * @property {boolean} [wired]
 * @property {boolean} [below]
 * @property {Record<string, string>} [apart]
 * @property {string} [opened]
 * @property {string} [first]
 * @property {string} [hint]
 * @property {Record<string, string>} [answers]
 * @property {Record<string, string[]>} [words]
 * @property {Centre} [centre]
 * @property {Steps} [steps]
 * @property {Checkpoints} [checkpoints]
 * @property {Finding} [finding]
 * @property {boolean} [waits]
 * @property {number} [breadth]
 * @property {string[]} [spoken]
 * @property {Record<string, string[]>} [own_words]
 * @property {Record<string, string[]>} [called]
 * @property {Record<string, [string, string][]>} [axes]
 * @property {Tour} [tour]
 *
 * @typedef {object} Mark
 * @property {string} tensor
 * @property {number[]} at
 * @property {string} label
 * @property {boolean} [dashed]
 *
 * @typedef {object} Reveal
 * @property {string} on
 * @property {string} [guess]
 * @property {boolean} [plays]
 * @property {Moves} [moves]
 *
 * @typedef {object} Moves
 * @property {string} tensor
 * @property {number} down
 * @property {number} right
 * @property {string} said
 *
 * @typedef {object} Centre
 * @property {string} drawing
 * @property {string} centred
 *
 * @typedef {object} Checkpoints
 * @property {number[]} steps
 * @property {number} of
 * @property {number} at
 * @property {string[]} weights
 *
 * @typedef {object} Finding
 * @property {string} scores
 * @property {string} edges
 * @property {number} least
 * @property {number} allowed
 * @property {boolean} [all]
 *
 * @typedef {object} Steps
 * @property {string[]} tensors
 * @property {string[]} names
 * @property {boolean} [backwards]
 * @property {string} [each]
 * @property {string[]} [peaks]
 * @property {number[]} [chosen]
 * @property {number} [ms]
 *
 * @typedef {object} Tour explainer/views/tour.py says what each is for
 * @property {string} page
 * @property {Step[]} steps
 *
 * @typedef {object} Step
 * @property {string} text
 * @property {Spot} at
 * @property {string} done
 * @property {string[]} [of]
 *
 * @typedef {object} Spot
 * @property {string} where
 * @property {string[]} [names]
 */

/** @param {Uint8Array} bytes */
const sizeOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);

/** @param {Uint8Array} bytes @returns {Header} */
export const headerOf = (bytes) => JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + sizeOf(bytes))));

/**
 * The tensors, or null where one is missing that the header takes for known.
 * @param {Uint8Array} bytes @param {Header} header @param {Map<string, Held>} held what torch said before, by name
 */
export function tensorsOf(bytes, header, held) {
  const blobs = bytes.slice(4 + sizeOf(bytes)).buffer;
  /** @type {Map<string, Held>} */
  const tensors = new Map();
  for (const { name, shape, id, at } of header.tensors) {
    const known = held.get(name);
    if (at !== undefined) tensors.set(name, { shape, id, data: new Float32Array(blobs, at, shape.reduce((a, b) => a * b, 1)) });
    else if (known?.id === id) tensors.set(name, known);
    else return null;
  }
  return tensors;
}
