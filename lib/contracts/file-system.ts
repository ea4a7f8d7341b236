/** A file as a listing shows it. */
export interface FileInfo {
  /** Absolute path or URL, as `FileSystem` methods take it. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** The files a source reads and a sink writes: this machine's, or an object store's. */
export interface FileSystem {
  /** Whether paths of this form belong to it. */
  handles(path: string): boolean;
  /** Files below `directory` at any depth, in no order. A missing directory gives none. */
  list(directory: string): AsyncIterable<FileInfo>;
  /** Whether there is a file or a folder of this name. */
  exists(path: string): Promise<boolean>;
  /** `exists` without waiting; absent where that takes a network. */
  existsSync?(path: string): boolean;
  /** `list` without waiting; absent where that takes a network. */
  listSync?(directory: string): Iterable<FileInfo>;
  /** The last bytes of a file, fewer if it is shorter; absent where that takes a network. */
  readTailSync?(path: string, bytes: number): Uint8Array;
  /** The file as it is now, undefined where there is none (a folder is no file). */
  stat(path: string): Promise<FileInfo | undefined>;
  /** A path on this machine with the file's content; the path itself where it is local. */
  localPath(path: string): Promise<string>;
  /** Puts a local file in place as one step: readers see the old file, the new one, or none, never a part. Replaces. Moves or copies. */
  publish(localFile: string, path: string): Promise<void>;
  /** Moves a file within the file system. */
  move(from: string, to: string): Promise<void>;
  /** A file that is not there is no error. */
  remove(path: string): Promise<void>;
}
