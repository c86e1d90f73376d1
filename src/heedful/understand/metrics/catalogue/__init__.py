"""Every measure there is, by its key. A new one is declared here, and touches no view and no template."""

from collections.abc import Mapping
from typing import Final

from heedful.understand.metrics.catalogue.consistency import CONSISTENCY
from heedful.understand.metrics.catalogue.feelings import SENTIMENT
from heedful.understand.metrics.catalogue.loyalty import LOYALTY
from heedful.understand.metrics.catalogue.purchases import PURCHASES
from heedful.understand.metrics.catalogue.recovery import RECOVERY
from heedful.understand.metrics.catalogue.scores import SCORES
from heedful.understand.metrics.catalogue.service import SERVICE
from heedful.understand.metrics.catalogue.together import CX_INDEX
from heedful.understand.metrics.metric import Metric

METRICS: Final[Mapping[str, Metric]] = {
    metric.key: metric
    for metric in (*SCORES, SENTIMENT, CX_INDEX, CONSISTENCY, *LOYALTY, *PURCHASES, *SERVICE, RECOVERY)
}
