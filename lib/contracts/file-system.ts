/** A file as a listing shows it. */
export interface FileInfo {
  /** Absolute path or URL, as `FileSystem` methods take it. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Tells contents apart that agree in size and time (an object's ETag); absent where the file system has no such thing. */
  readonly version?: string;
}

/** What a listing may leave out; one that gives more is as good, only slower. */
export interface ListHint {
  /** Files whose path below the directory does not start with this. */
  readonly namePrefix?: string;
  /** Files whose path is not after this one in the order of UTF-8 bytes. */
  readonly startAfter?: string;
}

/** The files a source reads and a sink writes: this machine's, or an object store's. */
export interface FileSystem {
  /** Whether paths of this form belong to it. */
  handles(path: string): boolean;
  /** Files below `directory` at any depth, in no order. A missing directory gives none. */
  list(directory: string, hint?: ListHint): AsyncIterable<FileInfo>;
  /** Whether there is a file or a folder of this name. */
  exists(path: string): Promise<boolean>;
  /** `exists` without waiting; absent where that takes a network. */
  existsSync?(path: string): boolean;
  /** `list` without waiting, and a file gives itself; absent where that takes a network. */
  listSync?(directory: string): Iterable<FileInfo>;
  /** The bytes of a file in order, in pieces, without waiting; absent where that takes a network. */
  readSync?(path: string): Iterable<Uint8Array>;
  /** The last bytes of a file, fewer if it is shorter; absent where that takes a network. */
  readTailSync?(path: string, bytes: number): Uint8Array;
  /** The file as it is now, undefined where there is none (a folder is no file). */
  stat(path: string): Promise<FileInfo | undefined>;
  /**
   * A path on this machine with the file's content; the path itself where it is local. With `version` (of an earlier listing) only that content will do: undefined
   * where the file has another by now, or is gone.
   */
  localPath(path: string, version?: string): Promise<string | undefined>;
  /** The caller no longer needs what `localPath` gave it; absent where that costs nothing. */
  release?(localPath: string): Promise<void>;
  /** Folder of this machine in which files for `publish` are written; absent: hidden in the folder that they are for. */
  readonly stagingDirectory?: string;
  /** Puts a local file in place as one step: readers see the old file, the new one, or none, never a part. Replaces. Moves or copies. */
  publish(localFile: string, path: string): Promise<void>;
  /** Moves a file within the file system. */
  move(from: string, to: string): Promise<void>;
  /** A file that is not there is no error. */
  remove(path: string): Promise<void>;
}
