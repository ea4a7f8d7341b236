export { createManifest, type DeployableQuery, type ManifestOptions } from './create-manifest.ts';
export { type ManifestFunction, needsModule, type QueryManifest, readManifest } from './read-manifest.ts';
