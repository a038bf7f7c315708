/** How a defect whose mistake lies at the file system differs from the reference: by its host alone. */
export { altered, withFileHandles, withFileSystem } from '../../harness/check/altered-host.ts'
