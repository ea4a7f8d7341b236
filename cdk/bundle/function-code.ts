import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BundleRequest, bundleFunctions } from './bundle-functions.ts';

/** The bundle as an asset of its own content. It is made by this machine's Node and npm: no Docker is needed. */
export const functionCode = (request: BundleRequest): Code =>
  Code.fromAsset(import.meta.dirname, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      local: {
        tryBundle(folder) {
          bundleFunctions(request, folder);
          return true;
        },
      },
    },
  });
