//! Training a faction model: folds, token layer, article layer, calibration.
