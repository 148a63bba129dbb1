"""Models: a pydantic model with its own $id, and a model with several versions."""

from pydantic import BaseModel, ConfigDict, Field
from pyrmute import ModelManager


class Review(BaseModel):
    """A customer's review of an article."""

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
    """A customer with an optional phone number."""

    name: str
    email: str = Field(json_schema_extra={"format": "email"})
    phone: str | None = None


@manager.model("Customer", "2.0.0")
class CustomerV2(BaseModel):
    """A customer with a given name and a family name."""

    given_name: str
    family_name: str
    email: str = Field(json_schema_extra={"format": "email"})
