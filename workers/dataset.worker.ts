/** Takes files into datasets and writes datasets out, away from the page. */
import { exportDataset, receiveFiles } from './datasetFiles';
import { serve } from './serve';

const api = { receiveFiles, exportDataset };

serve(api);
export type DatasetApi = typeof api;
