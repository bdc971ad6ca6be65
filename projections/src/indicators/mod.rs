//! Formulas over the views.
