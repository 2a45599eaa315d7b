import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { importConfig } from '../src/config';
import { InvalidInputError } from '../src/errors';

const withDot = (endings: readonly string[]) => endings.map((ending) => `.${ending}`);

/**
 * Recordings and lists in a folder and below it.
 * @throws InvalidInputError if there is no such folder, or there are no recordings in it
 */
export function recordingsIn(folder: string): { audio: string[]; lists: string[] } {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new InvalidInputError(
      `--data names no folder: ${folder}. Give the folder with the recordings and their list.`
    );
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile())
    .sort();
  const of = (endings: readonly string[]) =>
    files.filter((file) => withDot(endings).includes(extname(file).toLowerCase()));
  const audio = of(importConfig.audioEndings);
  if (audio.length === 0)
    throw new InvalidInputError(
      `${folder} holds no recordings (${withDot(importConfig.audioEndings).join(', ')}). Give the folder that does.`
    );
  return { audio, lists: of(importConfig.listEndings).filter((file) => basename(file) !== 'held_out.txt') };
}
