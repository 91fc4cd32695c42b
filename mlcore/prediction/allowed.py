"""The types an artifact may hold. This list, not the file, decides what is constructed."""

from __future__ import annotations

OURS = ("mlcore.catalog.", "mlcore.cleaning.", "mlcore.training.", "mlcore.types.")
"""Our own packages whose classes are plain data with a few methods."""

BUILTINS = frozenset(
    f"builtins.{name}"
    for name in ("bool", "bytes", "complex", "dict", "float", "int", "list", "set", "slice")
) | {"builtins.str", "builtins.tuple", "builtins.frozenset", "collections.OrderedDict"}

NUMPY = frozenset(
    f"numpy.{name}"
    for name in (
        "bool",
        "bool_",
        "datetime64",
        "dtype",
        "float32",
        "float64",
        "int8",
        "int16",
        "int32",
        "int64",
        "ndarray",
        "str_",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
    )
) | {
    "numpy.random._generator.Generator",
    "numpy.random.mtrand.RandomState",
}

SKLEARN = frozenset(
    f"sklearn.{name}"
    for name in (
        "_loss._loss.CyAbsoluteError",
        "_loss._loss.CyExponentialLoss",
        "_loss._loss.CyHalfBinomialLoss",
        "_loss._loss.CyHalfMultinomialLoss",
        "_loss._loss.CyHalfSquaredError",
        "_loss._loss.CyPinballLoss",
        "_loss.link.HalfLogitLink",
        "_loss.link.IdentityLink",
        "_loss.link.Interval",
        "_loss.link.LogLink",
        "_loss.link.LogitLink",
        "_loss.link.MultinomialLogit",
        "_loss.loss.AbsoluteError",
        "_loss.loss.HalfBinomialLoss",
        "_loss.loss.HalfMultinomialLoss",
        "_loss.loss.HalfSquaredError",
        "_loss.loss.PinballLoss",
        "calibration.CalibratedClassifierCV",
        "calibration._CalibratedClassifier",
        "calibration._SigmoidCalibration",
        "compose._column_transformer.ColumnTransformer",
        "dummy.DummyClassifier",
        "dummy.DummyRegressor",
        "ensemble._forest.ExtraTreesClassifier",
        "ensemble._forest.ExtraTreesRegressor",
        "ensemble._forest.RandomForestClassifier",
        "ensemble._forest.RandomForestRegressor",
        "ensemble._iforest.IsolationForest",
        "ensemble._hist_gradient_boosting.binning._BinMapper",
        "ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
        "ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
        "ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace",
        "gaussian_process._gpr.GaussianProcessRegressor",
        "gaussian_process.kernels.ConstantKernel",
        "gaussian_process.kernels.Product",
        "gaussian_process.kernels.RBF",
        "gaussian_process.kernels.Sum",
        "gaussian_process.kernels.WhiteKernel",
        "kernel_approximation.Nystroem",
        "linear_model._base.LinearRegression",
        "linear_model._coordinate_descent.ElasticNet",
        "linear_model._coordinate_descent.Lasso",
        "linear_model._huber.HuberRegressor",
        "linear_model._logistic.LogisticRegression",
        "linear_model._ridge.Ridge",
        "metrics._dist_metrics.EuclideanDistance",
        "metrics._dist_metrics.EuclideanDistance64",
        "metrics._dist_metrics.ManhattanDistance",
        "metrics._dist_metrics.ManhattanDistance64",
        "metrics._dist_metrics.MinkowskiDistance64",
        "model_selection._split.StratifiedKFold",
        "multiclass.OneVsRestClassifier",
        "naive_bayes.GaussianNB",
        "neighbors._classification.KNeighborsClassifier",
        "neighbors._kd_tree.KDTree",
        "neighbors._kd_tree.KDTree64",
        "neighbors._kd_tree.newObj",
        "neighbors._ball_tree.BallTree64",
        "neighbors._ball_tree.newObj",
        "neighbors._regression.KNeighborsRegressor",
        "neural_network._multilayer_perceptron.MLPRegressor",
        "neural_network._stochastic_optimizers.AdamOptimizer",
        "preprocessing._encoders.OrdinalEncoder",
        "preprocessing._function_transformer.FunctionTransformer",
        "preprocessing._label.LabelBinarizer",
        "preprocessing._label.LabelEncoder",
        "svm._classes.LinearSVC",
        "svm._classes.LinearSVR",
        "tree._classes.DecisionTreeClassifier",
        "tree._classes.DecisionTreeRegressor",
        "tree._classes.ExtraTreeClassifier",
        "tree._classes.ExtraTreeRegressor",
        "tree._tree.Tree",
    )
)

FUNCTIONS = frozenset({"sklearn.utils.validation.check_array"})
"""Functions an estimator may refer to: boosting on categories checks its input with this one."""

ALLOWED = BUILTINS | NUMPY | SKLEARN

LOADERS = frozenset(
    {
        "DTypeNode",
        "DictNode",
        "JsonNode",
        "ListNode",
        "LossNode",
        "NdArrayNode",
        "ObjectNode",
        "RandomGeneratorNode",
        "RandomStateNode",
        "ReduceNode",
        "SetNode",
        "SliceNode",
        "TreeNode",
        "TupleNode",
        "TypeNode",
    }
)
"""How skops may rebuild an object: no methods, operators or other calls."""


def allowed(module: str, name: str, loader: str) -> bool:
    """Tell whether a stored object of this type, rebuilt this way, may be constructed."""
    full = f"{module}.{name}"
    if loader == "FunctionNode":
        return full in FUNCTIONS
    if loader == "PartialNode":
        return full == "functools.partial"
    if loader not in LOADERS or "." in name:
        return False
    if full.startswith(OURS):
        return loader in ("ObjectNode", "TypeNode")
    return full in ALLOWED
