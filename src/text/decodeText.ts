import { BadFileError } from '../errors';

/** The text of a file, and what is to be said about how it was read, if anything. */
export interface DecodedText {
  text: string;
  notice: string | null;
}

/**
 * Decodes a text file: UTF-8 or UTF-16, with or without a byte order mark; anything else is taken as Windows-1252
 * (which Latin-1 is a part of) with a notice, since no byte is invalid there and some letters may be wrong.
 * Line ends become "\n".
 * @throws BadFileError if it is not text
 */
export function decodeText(fileName: string, bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes).replace(/\r\n?/g, '\n');
  const strange = text.match(/[\u0000-\u0008\u000e-\u001f\ufffd]/g)?.length ?? 0; // eslint-disable-line no-control-regex
  if (strange > text.length / 100)
    throw new BadFileError(`${fileName} should be a text file, but its contents are not text.`);
  const notice =
    encoding === 'windows-1252'
      ? `${fileName} is not UTF-8; it was read as Latin-1 (Windows-1252). Check letters with accents, or save it as UTF-8.`
      : null;
  return { text, notice };
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // UTF-16 without a mark: every other byte of mostly English text is zero.
  const sample = bytes.subarray(0, 2000);
  const zeros = (odd: number) => sample.filter((byte, i) => byte === 0 && i % 2 === odd).length;
  if (zeros(1) > sample.length / 4 && zeros(0) < sample.length / 20) return 'utf-16le';
  if (zeros(0) > sample.length / 4 && zeros(1) < sample.length / 20) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
