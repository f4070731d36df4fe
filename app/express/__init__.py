"""
Simple questions at `/sparql`, answered by the process that runs them.

`requests` says what is simple, `responder` is such a process, and `lane` hands connections to them.
Everything else about the endpoint is in `app.endpoint`, which also answers whatever a responder
leaves: a request stays unread in its connection until the answer to it is there.
"""
