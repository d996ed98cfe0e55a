// Whether the processor has fused multiply-add, without which the engine's start-up test refuses the accelerated
// kernel.
import { readFileSync } from "node:fs";

/**
 * Also true on ARM, where all 64-bit processors have the instruction, and where /proc/cpuinfo has no flags, because
 * nearly every processor of the last ten years has the instruction.
 */
export const fused = process.arch === "arm64" || !/^flags/m.test(flags()) || /^flags.*\bfma\b/m.test(flags());

function flags() {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}
