"""What a storm cost: kills, acknowledged, lost and torn."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Toll:
    """The count of a storm, filled while it goes on."""

    storm: str
    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    """What was acknowledged and is not there, a sentence each."""
    torn: list[str] = field(default_factory=list)
    """What is half there or contradicts itself, a sentence each."""

    def line(self) -> str:
        """Return the storm as it is printed."""
        return (
            f"{self.storm}: {self.kills:,} kills, {self.acknowledged:,} acknowledged, "
            f"{len(self.lost):,} lost, {len(self.torn):,} torn"
        )
