"""Extra questions no longer take the name of a field that the register keeps itself; those that did get a code of their own."""

from django.db import migrations, models

RESERVED = [
    "activists", "applicants", "assets_wan", "formal", "liaison_name", "liaison_phone", "mass", "probationary", "relation_former",
    "relation_here", "relation_other", "relation_talent", "relation_temporary", "revenue_wan", "staff", "talks", "targets",
]  # fmt: skip


def rename(apps, _editor):
    """Give such a question the first free code behind its own."""
    questions = apps.get_model("enterprises", "Question").objects
    for row in questions.filter(code__in=RESERVED):
        number = 2
        while questions.filter(code=f"{row.code}_{number}").exists():
            number += 1
        questions.filter(pk=row.pk).update(code=f"{row.code}_{number}")


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0030_content_of_visits")]

    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__in", RESERVED), _negated=True),
                name="enterprises_question_code_not_of_register",
                violation_error_message="代码不能是台账自带的字段名。",
            ),
        ),
    ]
