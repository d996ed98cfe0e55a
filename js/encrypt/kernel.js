// Takes the place of js/module/kernel.js in the bundles of sealpost/encrypt, whose module has no place for a kernel.

export const hasRelaxedSimd = () => false;

export function install() {}
