export { fileSinkProvider } from './sink-provider.ts';
export { fileSourceProvider } from './source-provider.ts';
