"""Models: a pydantic model with an $id of its own, and the versions of another one."""

from pydantic import BaseModel, ConfigDict, Field
from pyrmute import ModelManager


class Review(BaseModel):
    """What a customer thinks of an article."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"$id": "https://schemas.example.com/shop/review"},
    )

    article: str = Field(min_length=1)
    stars: int = Field(ge=1, le=5)
    text: str | None = None


manager = ModelManager()


@manager.model("Customer", "1.0.0")
class CustomerV1(BaseModel):
    """A customer."""

    name: str
    email: str


@manager.model("Customer", "1.1.0")
class CustomerV1x1(BaseModel):
    """A customer, perhaps with a telephone."""

    name: str
    email: str = Field(json_schema_extra={"format": "email"})
    phone: str | None = None


@manager.model("Customer", "2.0.0")
class CustomerV2(BaseModel):
    """A customer whose name has two parts."""

    given_name: str
    family_name: str
    email: str = Field(json_schema_extra={"format": "email"})
