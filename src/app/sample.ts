/** The sample dataset that comes with the app: public/sample/SOURCE.txt says whose voice it is. */
export const sampleName = 'sample';

/** The clips and their list, as if they had been dropped. */
export async function sampleFiles(): Promise<File[]> {
  const list = await file('metadata.csv');
  const names = (await list.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(0, line.indexOf('|')));
  return [list, ...(await Promise.all(names.map((name) => file(`${name}.mp3`))))];
}

async function file(name: string): Promise<File> {
  const response = await fetch(new URL(`sample/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`The sample file ${name} could not be read (${response.status}).`);
  return new File([await response.blob()], name);
}
