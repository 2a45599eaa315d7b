import { importConfig } from '../config';

const maxNameLength = 200;
const audioEnding = new RegExp(`\\.(?:${importConfig.audioEndings.join('|')})$`, 'i');

/** The last part of a path, with either kind of slash. */
export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/**
 * The name of a recording's clip: its file's without folder and audio ending, in composed characters (macOS
 * decomposes them), so that lists and files meet.
 */
export function clipName(path: string): string {
  const file = fileNameOf(path);
  const name = file
    .replace(audioEnding, '')
    .replace(/\p{Cc}/gu, '')
    .normalize('NFC')
    .trim();
  return name.slice(0, maxNameLength) || 'clip';
}
