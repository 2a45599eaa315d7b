/**
 * Lists of transcripts, of every kind that docs/PIPER.md names: LJSpeech, `file|text`, Coqui, GPT-SoVITS, NeMo
 * manifests, CSV and TSV with or without a header, and a plain text beside one recording.
 */
import Papa from 'papaparse';
import { BadFileError } from '../errors';
import { decodeText } from './decodeText';

/** What one recording says. */
export interface TranscriptEntry {
  /** the recording as the list names it: a path, a file name or an id */
  file: string;
  text: string;
}

/** A list that was read, and a sentence for each thing that a person should know about it. */
export interface TranscriptList {
  entries: TranscriptEntry[];
  notices: string[];
}

const maxBytes = 20_000_000;
/** Column names that a header may have, the preferred ones first. */
const textColumns =
  'normalized_text normalised_text text_normalized normalized normalised text transcript transcription sentence prompt raw_text'.split(
    ' '
  );
const fileColumns =
  'audio_filepath audio_file audio_path wav_filename file_name filename file_path filepath file path wav audio clip utterance_id utt_id clip_id id name'.split(
    ' '
  );
const languageCode = /^[a-z]{2,4}(?:[-_][a-z]{2,4})?$/i;

/**
 * Reads a list of transcripts, or the transcript of one recording (a text file without columns: its name says
 * whose). Rows that cannot be used are left out and named in a notice.
 * @throws BadFileError if nothing can be read from it
 */
export function readTranscriptList(fileName: string, bytes: Uint8Array): TranscriptList {
  if (bytes.length > maxBytes)
    throw new BadFileError(
      `A list of transcripts may have ${maxBytes / 1e6} MB; ${fileName} has ${(bytes.length / 1e6).toFixed(0)}.`
    );
  const { text, notice } = decodeText(fileName, bytes);
  const content = text.replace(/^\ufeff/, '');
  if (content.trim() === '') throw new BadFileError(`${fileName} is empty: expected transcripts.`);
  const list = readContent(fileName, content);
  if (notice) list.notices.unshift(notice);
  return list;
}

function readContent(fileName: string, content: string): TranscriptList {
  const [firstLine = ''] = content.trimStart().split('\n', 1);
  if (firstLine.startsWith('{')) return fromRows(fileName, manifestRows(content));
  if (firstLine.includes('|')) return fromRows(fileName, columns(content, '|').map(plainRow));
  if (firstLine.slice(0, Math.max(0, firstLine.indexOf('\t'))).trim() !== '')
    return fromRows(fileName, columns(content, '\t').map(unquotedRow));
  if (/\.csv$/i.test(fileName)) return fromRows(fileName, csvRows(content));
  const text = content.replace(/\s+/g, ' ').trim();
  return { entries: [{ file: fileName.replace(/\.[^.]*$/, ''), text }], notices: [] };
}

/** Cells by delimiter alone: a quotation mark in LJSpeech's format is part of the sentence. */
function columns(content: string, delimiter: string): string[][] {
  return Papa.parse<string[]>(content, { delimiter, newline: '\n', fastMode: true }).data;
}

function plainRow(row: string[]): string[] {
  return row.map((cell) => cell.trim());
}

/** Spreadsheets put quotation marks around whole cells. */
function unquotedRow(row: string[]): string[] {
  return plainRow(row).map((cell) => {
    if (cell.length < 2 || !cell.startsWith('"') || !cell.endsWith('"')) return cell;
    const inner = cell.slice(1, -1);
    return inner.replaceAll('""', '').includes('"') ? cell : inner.replaceAll('""', '"');
  });
}

function csvRows(content: string): string[][] {
  const quoted = Papa.parse<string[]>(content, { newline: '\n', delimitersToGuess: [',', ';'] });
  const brokenQuotes = quoted.errors.some((error) => error.type === 'Quotes');
  const { data } = brokenQuotes
    ? Papa.parse<string[]>(content, { newline: '\n', delimiter: quoted.meta.delimiter, fastMode: true })
    : quoted;
  const [first] = data;
  if (first && (headerColumns(first) || first.length <= 2)) return data.map(unquotedRow);
  // Without a header there are a name and a sentence, whose own commas need not be quoted.
  const { delimiter } = quoted.meta;
  return data.map(([name = '', ...rest]) => unquotedRow([name, rest.join(delimiter)]));
}

/** A NeMo manifest, a JSON object a line, as rows of file and text; a line without either stays as it is. */
function manifestRows(content: string): string[][] {
  const cell = (record: Record<string, unknown>, names: string[]) => {
    const value = names.map((name) => record[name]).find((v) => typeof v === 'string');
    return typeof value === 'string' ? value.trim() : '';
  };
  return content.split('\n').map((line) => {
    const record = parsedObject(line);
    const row = [cell(record, fileColumns), cell(record, textColumns)];
    return row.every((value) => value === '') ? [line.trim()] : row;
  });
}

function parsedObject(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // The line then counts as a row without a text, which the list's notice reports.
    return {};
  }
}

/** Positions of the file and text columns, if the row is a header. */
function headerColumns(row: string[]): { file: number; text: number } | null {
  const names = row.map((cell) => cell.trim().toLowerCase());
  const at = (wanted: string[]) => wanted.map((name) => names.indexOf(name)).find((i) => i >= 0);
  const file = at(fileColumns);
  const text = at(textColumns);
  return file !== undefined && text !== undefined ? { file, text } : null;
}

function fromRows(fileName: string, rows: string[][]): TranscriptList {
  const header = rows[0] ? headerColumns(rows[0]) : null;
  const textOf = header ? (row: string[]) => row[header.text] ?? '' : headerlessText(rows);
  const entries: TranscriptEntry[] = [];
  const unusable: number[] = [];
  rows.forEach((row, i) => {
    if ((header && i === 0) || row.every((cell) => cell === '')) return;
    const file = row[header?.file ?? 0] ?? '';
    const text = textOf(row);
    if (file !== '' && text !== '') entries.push({ file, text });
    else unusable.push(i + 1);
  });
  if (entries.length === 0)
    throw new BadFileError(
      `${fileName} has no transcripts that can be read. Expected lines like "clip_01|The sentence that is said."`
    );
  return { entries, notices: unusable.length > 0 ? [unusableRows(fileName, unusable)] : [] };
}

function unusableRows(fileName: string, rows: number[]): string {
  const named = rows.slice(0, 10).join(', ') + (rows.length > 10 ? ', ...' : '');
  return rows.length === 1
    ? `Row ${named} of ${fileName} has no file name or no text and was left out.`
    : `${rows.length} rows of ${fileName} have no file name or no text and were left out (${named}).`;
}

/** Where the text is in rows without a header. */
function headerlessText(rows: string[][]): (row: string[]) => string {
  const filled = rows.filter((row) => row.length >= 2);
  const width = filled.reduce((most, row) => Math.max(most, row.length), 0);
  const varies = (column: number) => new Set(filled.map((row) => row[column])).size > 1;
  // GPT-SoVITS: path|speaker|language|text
  if (width === 4 && filled.every((row) => languageCode.test(row[2] ?? ''))) return (row) => row[3] ?? '';
  // LJSpeech: id|raw|normalised; a third column that never changes is a speaker's name.
  if (width === 3 && (varies(2) || !varies(1))) return (row) => row[2] || row[1] || '';
  return (row) => row[1] ?? '';
}
