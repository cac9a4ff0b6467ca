"""From decisions and corpora to a measured, versioned model. The only place that uses scikit-learn."""
