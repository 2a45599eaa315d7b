/** Takes files into datasets and writes datasets out, away from the page. */
import { exportDataset } from '../src/dataset/exportDataset';
import { receiveFiles } from '../src/dataset/receiveFiles';
import { serve } from './serve';

const api = { receiveFiles, exportDataset };

serve(api);
export type DatasetApi = typeof api;
