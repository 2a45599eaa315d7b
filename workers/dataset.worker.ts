/** Takes files into datasets and writes datasets out, away from the page. */
import { expose } from 'comlink';
import { exportDataset, receiveFiles } from './datasetFiles';

const api = { receiveFiles, exportDataset };

expose(api);
export type DatasetApi = typeof api;
