from django.core.management import call_command


def test_django_finds_nothing_to_warn_of():
    call_command("check", fail_level="WARNING")


def test_no_model_waits_for_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_first_address_leads_to_the_first_steps_while_nothing_was_heard(client, alice, store):
    client.force_login(alice.user)

    assert client.get("/")["Location"] == "/listen/start/"
