/** Notes that are heard, by Web Audio: nothing sounds before somebody has pressed something, and nothing is fetched for it. */

/** How soon a note is heard after it was asked for, in seconds: enough that a late frame does not make it late. */
const AHEAD = 0.06;
/** A clock that is further off than this begins anew. */
const OFF = 0.2;
const LOUD = 0.16;
const SET_IN = 0.012;
const DIES = 0.09;
const A4 = 69;

export class Sound {
  /** @type {AudioContext | null} */
  #audio = null;
  /** @type {Set<{stop: (at: number) => void}>} what sounds, or is about to */
  #voices = new Set();
  /** When step 0 would have been heard. */
  #zero = -Infinity;

  /** To be called where something was pressed. */
  #wake() {
    this.#audio ??= new AudioContext();
    if (this.#audio.state === "suspended") void this.#audio.resume();
    return this.#audio;
  }

  /** A note that sounds until what is given back is called. @param {number} pitch as MIDI counts it @returns {() => void} */
  hold(pitch) {
    const voice = this.#voice(pitch, this.#wake().currentTime);
    return () => voice.stop(/** @type {AudioContext} */ (this.#audio).currentTime);
  }

  /** A note of a tune that is played, evenly however late a frame is. @param {number} pitch @param {number} step at which it begins @param {number} long how many steps @param {number} pace milliseconds a step */
  play(pitch, step, long, pace) {
    const audio = this.#wake();
    const each = pace / 1000;
    if (Math.abs(this.#zero + step * each - (audio.currentTime + AHEAD)) > OFF) this.#zero = audio.currentTime + AHEAD - step * each;
    const at = Math.max(audio.currentTime, this.#zero + step * each);
    this.#voice(pitch, at).stop(at + long * each - SET_IN);
  }

  /** Samples as they are, from now on. @param {Float32Array} samples @param {number} rate how many there are a second @returns {() => number} how many seconds of it have been heard; as many as a clock says where there is nothing to hear it by */
  samples(samples, rate) {
    this.hush();
    const begun = performance.now();
    const byClock = () => (performance.now() - begun) / 1000;
    const audio = this.#wake();
    const buffer = audio.createBuffer(1, samples.length, rate);
    buffer.getChannelData(0).set(samples);
    const source = new AudioBufferSourceNode(audio, { buffer });
    source.connect(audio.destination);
    const at = audio.currentTime;
    source.start();
    const voice = { stop: (/** @type {number} */ end) => source.stop(end) };
    source.onended = () => this.#voices.delete(voice);
    this.#voices.add(voice);
    return () => (audio.state === "running" && audio.currentTime > at ? audio.currentTime - at - (audio.outputLatency || 0) : byClock());
  }

  /** Silence. */
  hush() {
    for (const voice of this.#voices) voice.stop(this.#audio?.currentTime ?? 0);
    this.#zero = -Infinity;
  }

  /** Two tones, an octave apart, that are plucked and stay. @param {number} pitch @param {number} at */
  #voice(pitch, at) {
    const audio = this.#wake();
    const gain = audio.createGain();
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUD, at + SET_IN);
    gain.gain.exponentialRampToValueAtTime(LOUD / 3, at + 0.5);
    gain.connect(audio.destination);
    const tones = /** @type {const} */ ([["triangle", 0], ["sine", 12]]).map(([type, higher]) => {
      const tone = new OscillatorNode(audio, { type, frequency: 440 * 2 ** ((pitch + higher - A4) / 12) });
      tone.connect(gain);
      tone.start(at);
      return tone;
    });
    const voice = {
      stop: (/** @type {number} */ end) => {
        gain.gain.cancelScheduledValues(Math.max(end, audio.currentTime));
        gain.gain.setTargetAtTime(0, end, DIES / 3);
        for (const tone of tones) tone.stop(end + DIES * 2);
      },
    };
    tones[0].onended = () => this.#voices.delete(voice);
    this.#voices.add(voice);
    return voice;
  }
}
