/** Plays one thing at a time, a whole clip or chunks as they are made, and says how far it is. */
class Player {
  #context: AudioContext | null = null;
  #sources: AudioBufferSourceNode[] = [];
  /** context time of the first sample, and of the end of what is queued */
  #origin = 0;
  #queuedUntil = 0;
  #complete = false;
  #frame = 0;
  #key = $state<string | null>(null);
  #position = $state(0);
  #length = $state(0);

  /** What is playing: the key given to `play` or `open`, or null. */
  get key(): string | null {
    return this.#key;
  }

  /** seconds since the start of what is playing */
  get position(): number {
    return this.#position;
  }

  /** How much of `key` has been played, from 0 to 1, or null when it is not playing. */
  share(key: string): number | null {
    if (this.#key !== key) return null;
    return this.#length === 0 ? 0 : this.#position / this.#length;
  }

  play(key: string, samples: Float32Array<ArrayBuffer>, sampleRate: number, fromShare = 0): void {
    this.open(key);
    const skipped = Math.min(samples.length, Math.floor(fromShare * samples.length));
    this.push(samples.subarray(skipped), sampleRate);
    this.#origin -= skipped / sampleRate;
    this.#length = samples.length / sampleRate;
    this.end();
  }

  /** Stops what plays and starts waiting for the chunks of `key`. */
  open(key: string): void {
    this.stop();
    this.#context ??= new AudioContext();
    void this.#context.resume();
    this.#key = key;
    this.#complete = false;
    this.#origin = this.#queuedUntil = this.#context.currentTime + 0.03;
    this.#length = 0;
    this.#tick();
  }

  push(samples: Float32Array<ArrayBuffer>, sampleRate: number): void {
    const context = this.#context;
    if (!context || samples.length === 0) return;
    const late = context.currentTime + 0.03 - this.#queuedUntil;
    if (late > 0) {
      this.#origin += late;
      this.#queuedUntil += late;
    }
    const buffer = context.createBuffer(1, samples.length, sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    source.start(this.#queuedUntil);
    this.#sources.push(source);
    this.#queuedUntil += buffer.duration;
    this.#length = this.#queuedUntil - this.#origin;
  }

  /** No more chunks will come: playing ends with the last one. */
  end(): void {
    this.#complete = true;
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    for (const source of this.#sources) source.stop();
    this.#sources = [];
    this.#key = null;
    this.#position = 0;
  }

  #tick = (): void => {
    if (!this.#context) return;
    const now = this.#context.currentTime;
    if (this.#complete && now >= this.#queuedUntil) return this.stop();
    this.#position = Math.max(0, Math.min(now - this.#origin, this.#length));
    this.#frame = requestAnimationFrame(this.#tick);
  };
}

export const player = new Player();
