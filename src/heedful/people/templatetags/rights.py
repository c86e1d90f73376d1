from django import template

from heedful.people.members import rights
from heedful.people.models import Member

register = template.Library()


@register.filter
def may(member: Member, right: str) -> bool:
    return rights.may(member, right)
