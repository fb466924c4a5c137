export const assert: import("./suite.d.mts").Assert
