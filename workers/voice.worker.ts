/** Packs and reads the files that voices travel in. Ended after each use: a voice takes tens of megabytes. */
import { expose, transfer } from 'comlink';
import { BadFileError } from '../src/errors';
import { packVoice, readVoiceFiles, readVoiceZip, type VoiceContents } from '../src/onnx/voiceZip';
import type { VoiceRecord } from '../src/store/database';
import { getVoice, getVoiceFiles, saveVoice } from '../src/store/voices';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { VoiceSession } from '../src/synthesis/session';
import { readVoiceConfig } from '../src/synthesis/voiceConfig';

const api = {
  /** The zip of a voice. @throws NotFoundError */
  async pack(id: string): Promise<Uint8Array<ArrayBuffer>> {
    const { stem, modelCard } = await getVoice(id);
    const zip = packVoice({ stem, modelCard, ...(await getVoiceFiles(id)) });
    return transfer(zip, [zip.buffer]);
  },

  /**
   * Stores the voice that is in some files, once all of it has been checked and the runtime has loaded it.
   * @param files one zip, or an .onnx and its .onnx.json
   * @throws BadFileError with the reason; nothing is stored then
   */
  async take(files: File[]): Promise<VoiceRecord> {
    const voice = await contentsOf(files);
    const config = readVoiceConfig(voice.config);
    useOwnRuntimeFiles();
    await (await VoiceSession.open(voice.onnx)).release();
    const about = told(voice.about);
    return saveVoice({
      ...voice,
      name: about.name ?? nameIn(voice.stem),
      origin: 'imported',
      run: null,
      dataset: null,
      espeakVoice: config.espeakVoice,
      sampleRate: config.sampleRate,
      minutes: about.minutes,
      clips: about.clips
    });
  }
};

async function contentsOf(files: File[]): Promise<VoiceContents> {
  const bytes = async (file: File) => new Uint8Array(await file.arrayBuffer());
  const [zip] = files;
  if (zip && files.length === 1 && !/\.(?:onnx|json)$/i.test(zip.name)) return readVoiceZip(await bytes(zip));
  const model = files.find((file) => /\.onnx$/i.test(file.name));
  const config = files.find((file) => file.name === `${model?.name}.json`);
  if (!model || !config || files.length !== 2)
    throw new BadFileError(
      `Expected one zip, or an .onnx file together with its .onnx.json; got ${files.map((file) => file.name.slice(0, 100)).join(', ') || 'nothing'}.`
    );
  return readVoiceFiles(await bytes(model), await bytes(config), model.name.replace(/\.onnx$/i, ''));
}

/** What ownvoice.json says, as far as it is of the right kind. */
function told(about: string | null): { name: string | null; minutes: number | null; clips: number | null } {
  const said = (about === null ? {} : JSON.parse(about)) as Record<string, unknown>;
  const number = (value: unknown) =>
    typeof value === 'number' && value >= 0 && value < Infinity ? value : null;
  const name = typeof said['name'] === 'string' ? said['name'].trim().slice(0, 80) : '';
  return { name: name || null, minutes: number(said['minutes']), clips: number(said['clips']) };
}

/** `jane` of `en_US-jane-medium`; another kind of stem as it is. */
function nameIn(stem: string): string {
  return /^[a-z]{2,3}_[A-Z]{2}-(.+)-[a-z_]+$/.exec(stem)?.[1] ?? stem;
}

expose(api);
export type VoiceApi = typeof api;
