from engagement.requests.models.conversation import Feedback, HandoverNote, Message
from engagement.requests.models.figures import Figures
from engagement.requests.models.history import StateChange, Transfer
from engagement.requests.models.request import EngagementRequest
from engagement.requests.models.routing import RoutingDecision, RoutingRule, ServiceLevel, Topic

__all__ = [
    "EngagementRequest",
    "Feedback",
    "Figures",
    "HandoverNote",
    "Message",
    "RoutingDecision",
    "RoutingRule",
    "ServiceLevel",
    "StateChange",
    "Topic",
    "Transfer",
]
