import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BadFileError } from '../errors';
import { readTranscriptList, type TranscriptEntry } from './transcriptLists';

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

const read = (fileName: string, text: string) => readTranscriptList(fileName, utf8(text));
const two: TranscriptEntry[] = [
  { file: 'a', text: 'One, two.' },
  { file: 'b', text: 'Three.' }
];
const metadata = new URL('../../../shared/voices/lj102/metadata.csv', import.meta.url);

describe('lists of transcripts', () => {
  it.each([
    ['LJSpeech, whose third column wins', 'metadata.csv', 'a|1, 2.|One, two.\nb|3.|Three.\n'],
    ['LJSpeech with an empty third column', 'metadata.csv', 'a|One, two.|\nb|3.|Three.'],
    ['LJSpeech with CRLF and a blank line', 'metadata.csv', 'a|x|One, two.\r\n\r\nb|y|Three.\r\n'],
    ['a UTF-8 byte order mark', 'metadata.csv', '\ufeffa|One, two.\nb|Three.'],
    ['file|text', 'list.txt', 'a|One, two.\nb|Three.'],
    [
      'Coqui',
      'm.csv',
      'audio_file|text|speaker_name|emotion_name\na|One, two.|jo|neutral\nb|Three.|jo|neutral'
    ],
    ['file|text|speaker', 'list.txt', 'a|One, two.|jo\nb|Three.|jo'],
    ['GPT-SoVITS', 'x.list', 'a|jo|en|One, two.\nb|jo|EN|Three.'],
    [
      'a NeMo manifest',
      'm.jsonl',
      '{"audio_filepath":"a","text":"One, two."}\n{"audio_filepath":"b","text":"Three."}\n'
    ],
    ['CSV with a header', 'm.csv', 'id,Transcript,Path\n1,"One, two.",a\n2,Three.,b'],
    ['CSV of a European spreadsheet', 'm.csv', 'file;text\na;One, two.\nb;Three.'],
    ['CSV without a header or quotes', 'm.csv', 'a,One, two.\nb,Three.'],
    ['CSV with quotes and no header', 'm.csv', 'a,"One, two."\nb,Three.'],
    ['TSV with a header', 'm.tsv', 'path\tsentence\na\tOne, two.\nb\t"Three."'],
    ['recording prompts', 'prompts.txt', 'a\tOne, two.\nb\tThree.']
  ])('are read as %s', (_, fileName, text) => {
    expect(read(fileName, text)).toEqual({ entries: two, notices: [] });
  });

  it('keep quotation marks that belong to the sentence', () => {
    expect(
      read('metadata.csv', 'a|"Yes," he said.|"Yes," he said.\nb|the "forty|the "forty').entries
    ).toEqual([
      { file: 'a', text: '"Yes," he said.' },
      { file: 'b', text: 'the "forty' }
    ]);
    expect(read('p.txt', 'a\t"Yes," he said.').entries[0]!.text).toBe('"Yes," he said.');
    expect(read('m.csv', 'file,text\na,"Yes", he\nb,and "so').entries.map((e) => e.file)).toEqual(['a', 'b']);
  });

  it('may be the text of one recording, over several lines', () => {
    expect(read('wavs.clip 1.txt', '\n The first line,\n and a second; with | no more.\n').entries).toEqual([
      { file: 'wavs.clip 1', text: 'The first line, and a second; with | no more.' }
    ]);
  });

  it.each([
    ['UTF-16 with a mark, little-endian', utf16('\ufeffa|Zoë said.', true)],
    ['UTF-16 with a mark, big-endian', utf16('\ufeffa|Zoë said.', false)],
    ['UTF-16 without a mark', utf16('a|Zoë said.', true)]
  ])('are read in %s', (_, bytes) => {
    expect(readTranscriptList('m.csv', bytes)).toEqual({
      entries: [{ file: 'a', text: 'Zoë said.' }],
      notices: []
    });
  });

  it('are read in Latin-1, and the person is told', () => {
    const { entries, notices } = readTranscriptList('m.csv', latin1('a|Zo\xeb said caf\xe9.\nb|Ja.'));
    expect(entries[0]).toEqual({ file: 'a', text: 'Zoë said café.' });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('m.csv is not UTF-8; it was read as Latin-1');
  });

  it('name the rows that cannot be used, and go on', () => {
    const { entries, notices } = read('m.csv', 'a|One.\njunk\nb|\nc|Two.');
    expect(entries.map((entry) => entry.file)).toEqual(['a', 'c']);
    expect(notices).toEqual(['2 rows of m.csv have no file name or no text and were left out (2, 3).']);
    const manifest = read('m.jsonl', '{"audio_filepath":"a","text":"One."}\n{"broken\n');
    expect(manifest.notices[0]).toContain('Row 2 of m.jsonl');
  });

  it.each([
    ['an empty file', utf8(' \n'), 'is empty'],
    ['a recording by the wrong name', Uint8Array.from({ length: 500 }, (_, i) => i % 32), 'not text'],
    ['a list without a text', utf8('a|\nb|\n'), 'no transcripts that can be read'],
    ['a list of objects without a text', utf8('{"a":1}'), 'no transcripts that can be read']
  ])('that are %s are refused with a sentence', (_, bytes, sentence) => {
    expect(() => readTranscriptList('m.csv', bytes)).toThrow(BadFileError);
    expect(() => readTranscriptList('m.csv', bytes)).toThrow(sentence);
  });

  it.each([
    ['one word', 'a.txt', 'x'.repeat(800_000)],
    ['words in one line', 'a.txt', 'to be or not '.repeat(60_000)],
    ['quotation marks', 'a.txt', `a\t"${'""'.repeat(400_000)}"`],
    ['cells in quotes', 'a.csv', `a,${'"b",'.repeat(200_000)}"c"`],
    ['an open quote', 'a.csv', `a,"${'b"c'.repeat(250_000)}`],
    ['rows', 'a.csv', 'a|b|c\n'.repeat(200_000)]
  ])('of many %s take moments', (_, fileName, text) => {
    const started = performance.now();
    expect(read(fileName, text).entries).not.toEqual([]);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('that are too large are refused before they are read', () => {
    expect(() => readTranscriptList('m.csv', new Uint8Array(20_000_001))).toThrow('may have 20 MB');
  });

  it.skipIf(!existsSync(metadata))('give the 102 sentences of lj102 (needs ../shared/voices/lj102)', () => {
    const { entries, notices } = readTranscriptList('metadata.csv', readFileSync(metadata));
    expect(entries).toHaveLength(102);
    expect(notices).toEqual([]);
    expect(entries[1]).toEqual({ file: 'LJ001-0002', text: 'in being comparatively modern.' });
  });
});
