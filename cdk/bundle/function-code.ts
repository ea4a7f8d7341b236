import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BundleRequest, bundleFunctions } from './bundle-functions.ts';

/** The bundle as an asset of its own content. It is made by this machine's Node and npm: no Docker is needed. */
export const functionCode = (request: BundleRequest): Code =>
  Code.fromAsset(import.meta.dirname, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      // CDK takes two assets of one folder for one, unless their bundling differs in what it can see.
      environment: { BUNDLE: createHash('sha256').update(nameOf(request)).digest('hex') },
      local: {
        tryBundle(folder) {
          bundleFunctions(request, folder);
          return true;
        },
      },
    },
  });

/** The same on every machine that has the same sources. */
const nameOf = ({ handlers, entry, query, cpu, packages, withModule }: BundleRequest): string =>
  JSON.stringify([handlers, relative(process.cwd(), entry), query.manifest, cpu, packages, withModule]);
