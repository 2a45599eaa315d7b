/** Takes files into datasets and writes datasets out, away from the page. */
import { exportDataset } from '../src/dataset/exportDataset';
import { promptsOfText } from '../src/dataset/promptsOfText';
import { receiveFiles } from '../src/dataset/receiveFiles';
import { storeTake } from '../src/dataset/storeTake';
import { serve } from './serve';

/** Loaded when it is needed: it brings eSpeak NG along, which the files of a dataset do not need. */
const choosePrompts: typeof import('../src/dataset/choosePrompts').choosePrompts = async (...args) =>
  (await import('../src/dataset/choosePrompts')).choosePrompts(...args);

const api = { receiveFiles, exportDataset, choosePrompts, promptsOfText, storeTake };

serve(api);
export type DatasetApi = typeof api;
