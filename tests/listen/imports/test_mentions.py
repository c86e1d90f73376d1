"""What people wrote about a brand where they write to one another: from a file to what they say."""

import re

from django.urls import reverse

from heedful.config.worker import TaskQueue
from tests.listen.imports.desk import roles, words_of


def test_tweets_become_mentions_without_a_word_of_the_person(sent, page, log):
    rows = "".join(f"{n},Delta,my flight {n} was late,{1406224554 + n}\n" for n in range(1, 29))
    run = sent("tweet_id,brand,text,date_unix\n" + rows, "tweets.csv")
    page("import-columns", run, save="on", **roles(a="keep", b="location", c="mention", d="when"))

    asked = words_of(page("import-questions", run))
    assert "How is a date such as 1406224555 to be read?" in asked
    assert re.search(r'value="unix"[^>]*checked', asked)  # proposed, and to be seen

    page("import-questions", run, source="tweets", dates="unix")
    page("import-run", run, go="on")
    TaskQueue().run_ready()
    assert (set(log("kind")), set(log("location")), log("text")[0]) == ({"mention"}, {"Delta"}, "my flight 1 was late")
    done = words_of(page("import", run))
    assert "<dt>Texts</dt><dd>28</dd>" in done
    assert f'href="{reverse("understand:voices")}">Read what they say' in done
