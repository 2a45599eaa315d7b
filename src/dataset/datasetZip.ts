/**
 * A dataset as a zip in LJSpeech's layout (metadata.csv and wavs/), which Piper, Coqui and others train from.
 * Both directions stream: no more than one clip is held at a time.
 */
import {
  Unzip,
  UnzipInflate,
  Zip,
  ZipDeflate,
  ZipPassThrough,
  type AsyncFlateStreamHandler,
  type UnzipDecoder
} from 'fflate';
import { writeWav } from '../audio/wav';
import { audioConfig, importConfig } from '../config';
import { BadFileError } from '../errors';
import { fileNameOf } from '../store/clipName';

/** One clip on its way into a zip. */
export interface ExportedClip {
  name: string;
  /** as typed, and as read aloud */
  transcript: string;
  normalised: string;
  /** 22 050 Hz mono */
  pcm: Float32Array;
}

/** One file on its way out of a zip. */
export interface ZippedFile {
  /** without its folder */
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** bytes after which the parts of a growing zip are handed to the browser, which may keep them on disk */
const partBytes = 16_000_000;
const maxZipBytes = 2_000_000_000;
const maxFiles = 20_000;
/** Speech shrinks to no less than a tenth or so; what grows a hundredfold is a bomb. */
const maxGrowth = 100;
const growthAllowance = 50_000_000;

/**
 * Writes a dataset: `metadata.csv` with three columns (Python's csv reader trips on `"`, so they are left out) and
 * `wavs/*.wav`, 16-bit. Names that a file cannot have are changed alike in both.
 * @param onClip called after each clip
 */
export async function writeDatasetZip(clips: AsyncIterable<ExportedClip>, onClip: () => void): Promise<Blob> {
  const output = new GrowingBlob();
  const names = new Set<string>();
  const lines: string[] = [];
  for await (const { name, transcript, normalised, pcm } of clips) {
    const file = uniqueFileName(name, names);
    lines.push(`${[file, transcript, normalised].map(cell).join('|')}\n`);
    output.add(new ZipPassThrough(`wavs/${file}.wav`), writeWav(pcm, audioConfig.sampleRate));
    onClip();
  }
  output.add(new ZipDeflate('metadata.csv'), new TextEncoder().encode(lines.join('')));
  return output.end();
}

/** A zip that grows file by file. */
class GrowingBlob {
  private blob = new Blob([], { type: 'application/zip' });
  private chunks: Uint8Array<ArrayBuffer>[] = [];
  private pending = 0;
  private failure: Error | null = null;
  private readonly zip = new Zip((error, chunk) => {
    this.failure ??= error;
    if (error) return;
    this.chunks.push(chunk);
    this.pending += chunk.length;
    if (this.pending > partBytes) this.flush();
  });

  add(entry: ZipPassThrough | ZipDeflate, bytes: Uint8Array): void {
    this.zip.add(entry);
    entry.push(bytes, true);
    if (this.failure) throw this.failure;
  }

  end(): Blob {
    this.zip.end();
    this.flush();
    if (this.failure) throw this.failure;
    return this.blob;
  }

  private flush(): void {
    this.blob = new Blob([this.blob, ...this.chunks], { type: 'application/zip' });
    this.chunks = [];
    this.pending = 0;
  }
}

function uniqueFileName(name: string, taken: Set<string>): string {
  const base = name.replace(/[\s|/\\:*?"<>\p{Cc}]+/gu, '_').replace(/^\.+/, '') || 'clip';
  let unique = base;
  // Windows and macOS take names that differ in case only for the same.
  for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${base}-${n}`;
  taken.add(unique.toLowerCase());
  return unique;
}

function cell(text: string): string {
  return text
    .replace(/[|\s]+/g, ' ')
    .replaceAll('"', '')
    .trim();
}

/**
 * Takes the recordings and lists out of a zip, one at a time. Folders are left off names, and other files are passed
 * over without unpacking them.
 * @throws BadFileError if it is not a zip, damaged, encrypted or cut short (after the files before that place), or
 * if it has too many or too large files, whatever sizes it declares.
 */
export async function* readDatasetZip(zip: Blob): AsyncGenerator<ZippedFile> {
  if (zip.size > maxZipBytes)
    throw new BadFileError(
      `A zip may have ${maxZipBytes / 1e9} GB; this one has ${(zip.size / 1e9).toFixed(1)}. Drop its files instead, a part at a time.`
    );
  const unpacking = new Unpacking(zip.size);
  const reader = zip.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    unpacking.push(value ?? new Uint8Array(0), done);
    yield* unpacking.taken();
    unpacking.check(done);
    if (done) return;
  }
}

const wantedEnding = new RegExp(
  `\\.(?:${[...importConfig.audioEndings, ...importConfig.listEndings].join('|')})$`,
  'i'
);

/** Whether a file of the zip is to be taken: a recording or a list, and none that a system has hidden there. */
function isWanted(path: string): boolean {
  const name = fileNameOf(path);
  return wantedEnding.test(name) && !name.startsWith('.') && !path.startsWith('__MACOSX/');
}

/** Inflates what is wanted and drops the rest unread: fflate keeps the bytes of a file that is never started. */
class InflateWanted implements UnzipDecoder {
  static readonly compression = 8;
  ondata!: AsyncFlateStreamHandler;
  private readonly inflate: UnzipInflate | null = null;

  constructor(path: string) {
    if (!isWanted(path)) return;
    this.inflate = new UnzipInflate();
    this.inflate.ondata = (...data) => this.ondata(...data);
  }

  push(chunk: Uint8Array, final: boolean): void {
    this.inflate?.push(chunk, final);
  }
}

/** The state of a zip that is read from its beginning to its end. */
class Unpacking {
  private readonly ready: ZippedFile[] = [];
  private readonly paths = new Set<string>();
  private open = 0;
  private unpacked = 0;
  private ended = false;
  private problem: BadFileError | null = null;
  private readonly unzip = new Unzip((file) => {
    const name = fileNameOf(file.name);
    if (this.paths.has(file.name)) this.fail(`"${name}" is in it twice`);
    this.paths.add(file.name);
    if (this.paths.size > maxFiles) this.fail(`it has more than ${maxFiles} files`);
    if (this.problem) return;
    if (!isWanted(file.name)) {
      file.ondata = () => undefined;
      if (file.compression === 0 || file.compression === 8) file.start();
      return;
    }
    if ((file.originalSize ?? 0) > importConfig.maxFileBytes) return this.fail(tooLarge(name));
    const chunks: Uint8Array[] = [];
    let size = 0;
    this.open++;
    file.ondata = (error, chunk, final) => {
      if (error) return this.fail(this.damage());
      size += chunk.length;
      this.unpacked += chunk.length;
      if (size > importConfig.maxFileBytes) this.fail(tooLarge(name));
      if (this.unpacked > growthAllowance + maxGrowth * this.zipBytes)
        this.fail('it unpacks to far more than recordings would');
      if (final && size !== (file.originalSize ?? size))
        this.fail(`"${name}" in it has ${size} bytes and declares ${file.originalSize}`);
      if (this.problem) return;
      chunks.push(chunk);
      if (!final) return;
      this.open--;
      this.ready.push({ name, bytes: joined(chunks, size) });
    };
    file.start();
  });

  constructor(private readonly zipBytes: number) {
    this.unzip.register(InflateWanted);
  }

  /** Reads on, unless something was wrong already. Large chunks are cut, to count what comes of them in time. */
  push(bytes: Uint8Array, final: boolean): void {
    const step = 65_536;
    try {
      for (let at = 0; at < bytes.length && !this.problem; at += step)
        this.unzip.push(bytes.subarray(at, at + step), false);
      this.ended = final;
      if (final && !this.problem) this.unzip.push(new Uint8Array(0), true);
    } catch {
      this.fail(this.damage());
    }
  }

  /** The files that are complete by now, once. */
  taken(): ZippedFile[] {
    return this.ready.splice(0);
  }

  /** @throws BadFileError what was wrong so far */
  check(atEnd: boolean): void {
    if (atEnd && (this.paths.size === 0 || this.open > 0)) this.fail(this.damage());
    if (this.problem) throw this.problem;
  }

  private damage(): string {
    if (this.paths.size === 0) return 'it is not a zip, or an empty one';
    return this.ended ? 'it is cut short' : 'it is damaged or encrypted';
  }

  private fail(reason: string): void {
    this.problem ??= new BadFileError(`This zip cannot be taken in: ${reason}.`);
  }
}

function tooLarge(name: string): string {
  return `"${name}" in it has more than ${importConfig.maxFileBytes / 1e6} MB`;
}

function joined(chunks: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
