//! Logistic regression, calibration and the bundle file.
