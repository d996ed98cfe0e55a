/**
 * Files of any size, sealed and opened as streams in the age format.
 *
 * @module sealpost/files
 */
export * from "../../types/files.js";
