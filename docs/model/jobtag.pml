/*
 * The protocol by which several people edit one job, as a model that Spin checks.
 *
 * If you have never used Spin: this is a small concurrent program in the language Promela, and nobody runs it. Spin takes *every*
 * order in which the processes can make their steps, and every outcome of every free choice, and looks at each state that can come
 * about: is one of the promises at the end of this file broken in it? If so, it hands out the steps that led there. Where it finds
 * nothing, there is nothing to find, in a world of this size. README.md says how to run it and what came out.
 *
 *   if :: a -> x :: b -> y fi    a choice. A branch can be taken when its first statement can be executed; if several can, any of
 *                                them is; `else` is for when no other can; and if none can, the process waits
 *   do :: … od                   the same again and again, until `break`
 *   atomic { … }, d_step { … }   one step: nobody sees what is between its beginning and its end
 *   inline name(…) { … }         its text is put where it is named, so that it uses the variables of that place
 *   active [N] proctype P()      N processes of this kind from the start; `run P(…)` starts another one
 *   [] p, <> p                   always p; some day p
 *
 * What is modelled. There is one job, and it has versions 1, 2, 3 … Each client wants to make EDITS edits. Each edit has a *token*, a
 * bit of its own, so that one can see what became of it: the content of a version is the set of tokens it was built upon. (So an
 * edit that takes something away has a token too: it is what was done that must not get lost.) An edit is one of two:
 *
 *   a field    PUT or PATCH. It sends the text that its form shows, and that is what the form began from, and the edit. So a write
 *              from an old form takes away what others did since
 *   an event   POST. It adds something. It overwrites nothing, but done twice, it is there twice
 *
 * An entity tag is the number of a version; 0 is no tag. A snapshot is a content and a tag. As the content of a version never
 * changes, the model names contents by version as well: a snapshot is two numbers, `body` and `tag`, and it is sound when they are
 * the same.
 *
 * Each rule can be taken away with -D, which is what run.sh does in turn. Look for these names to see what is different then:
 *
 *   of the server   NO_IF_MATCH  NO_428  NO_ATOMIC_CHECK  NO_IDEMPOTENCY  KEY_AFTER_IF_MATCH  KEY_STORED_LATER
 *                   READ_TAG_SEPARATELY
 *   of the client   NO_SNAPSHOT_BINDING  NO_MERGE  KEEP_REFUSED_TAG  NO_VERSION_ORDER  NO_MOVE_WITH_OWN_ANSWER
 *                   MOVE_TO_NEWEST_TAG
 *   added           OWN_REPEAT_RULE, for clients without Idempotency-Key
 */

/* How large the world is. Spin looks at all of it, so each number costs. */
#ifndef CLIENTS
#define CLIENTS 2	/* 2 or 3 */
#endif
#ifndef EDITS
#define EDITS 1		/* of each client: 1 or 2 */
#endif
#ifndef LOSSES
#define LOSSES 1	/* how often, in all, a client gets no answer and sends its request again */
#endif
#ifndef MISSING_TAGS
#define MISSING_TAGS 1	/* how often, in all, a form begins without a tag */
#endif
#ifndef READERS
#define READERS 1	/* how many background GETs can be under way at the same time */
#endif

#define TOKENS (CLIENTS * EDITS)
#define TOKEN(client, edit) ((client) * EDITS + (edit))
#define BIT(token) (1 << (token))
#define OWNER(token) ((token) / EDITS)
#define NAME(token) 'A' + OWNER(token), 1 + (token) % EDITS	/* in what is printed: A1, A2, B1 … */

/* The first version, one for each edit, and one for each edit that is applied a second time, which takes a loss. One more, as they
   count from 1. Spin reports an error if this is not enough. */
#define VERSIONS (2 + TOKENS + LOSSES)

mtype = { ok, failed, required };	/* the answers: 200 or 201, 412, 428 */

/* ------------------------------------------------------------------------------------------------ what the server remembers -- */

byte version = 1;		/* the current one */
byte content[VERSIONS];		/* by version: the tokens it was built upon */
byte author[VERSIONS];		/* by version: the client that made it, as the change history tells it */

/*
 * The stored answers, by Idempotency-Key: the version that the first answer carried; 0 where there was none. A repeat of a request
 * has its key. An edit that is sent anew after a refusal is another request with another key. As it also names another tag, token
 * and tag together stand for the key.
 */
byte stored[TOKENS * VERSIONS];
#define KEY(token, tag) ((token) * VERSIONS + (tag))

/* ------------------------------------------------------------------------------------------------- what the clients remember -- */

byte heldBody[CLIENTS] = 1;	/* the newest snapshot that a client has, and shows. At the start all have loaded the job */
byte heldTag[CLIENTS] = 1;

byte formBody[TOKENS];		/* by edit: the snapshot that its form began from. 0: there is no form */
byte formTag[TOKENS];

#ifdef EVENTS
byte events = EVENTS;		/* a set of tokens: the edits that are events. The others are of a field */
#else
byte events;			/* each edit may be either */
#endif

/* ----------------------------------------------------------------------------------------------------- what may still happen -- */

byte losses = LOSSES;
byte missingTags = MISSING_TAGS;

/* -------------------------------------------------------------------------- what an onlooker has noticed, who sees everything -- */

bool lostUpdate;		/* a write took away what was there, or something was acknowledged and is not there */
bool appliedTwice;		/* an event is there twice */
bool falseConflict;		/* a client was told that another had changed the job, and no other had */
bool wentBack;			/* a client held a version, and then an older one */
byte finished;			/* how many clients are through with all their edits */

/* Used within one step, and empty between the steps. */
byte after;
bool something;

/* ================================================================================================================ the server == */

/* Comparison, write and key are one transaction, which holds the job's row. */
#if defined(NO_ATOMIC_CHECK) || defined(KEY_STORED_LATER)
#define TRANSACTION	/* others get in between */
#else
#define TRANSACTION atomic
#endif

#ifdef NO_IF_MATCH
#define REFUSED(token, base, named) false
#else
#define REFUSED(token, base, named) (named != 0 && named != version && !OWN_REPEAT(token, base, named))
#endif

#ifdef NO_428
#define UNCONDITIONAL(named) false
#else
#define UNCONDITIONAL(named) (named == 0)
#endif

#ifdef NO_IDEMPOTENCY
#define REPEATED(token, named) false
#else
#define REPEATED(token, named) (stored[KEY(token, named)] != 0)
#endif

#ifdef KEY_AFTER_IF_MATCH	/* the key is looked up, but only when the tag has been found to match */
#define REPLAYED(token, base, named) (REPEATED(token, named) && !REFUSED(token, base, named))
#else
#define REPLAYED(token, base, named) REPEATED(token, named)
#endif

/*
 * RFC 9110 §13.1.1 allows a 200 for a change that has been made already. Jobtag gives it to clients without keys where it is certain:
 * this same person made the current version, out of exactly the one that is named, and all fields have the values that are sent.
 */
#ifdef OWN_REPEAT_RULE
#define OWN_REPEAT(token, base, named) (author[version] == OWNER(token) && named == version - 1 && !(events & BIT(token)) \
	&& content[version] == FIELDS_WRITTEN(token, base))
#else
#define OWN_REPEAT(token, base, named) false
#endif

/* The fields become what the form says. Events are rows of their own, and stay. */
#define FIELDS_WRITTEN(token, base) ((content[base] & ~events) | (content[version] & events) | BIT(token))

/* Leaves the answer in status, body and tag; and nothing in status if the change is to be made. */
inline judge(token, base, named)
{
	d_step {
		if
		:: REPLAYED(token, base, named) ->
			status = ok;
			body = stored[KEY(token, named)];
			tag = body;
			printf("| server: %c%d was done before: the stored answer, version %d\n", NAME(token), tag)
		:: else ->
			if
			:: UNCONDITIONAL(named) ->
				status = required;
				printf("| server: %c%d names no version: 428\n", NAME(token))
			:: REFUSED(token, base, named) ->
				status = failed;
				body = version;		/* the job as it is now comes with the refusal */
				tag = version;
				printf("| server: %c%d names %d, and the job is at %d: 412\n", NAME(token), named, version)
			:: else
#ifdef NO_ATOMIC_CHECK
				-> printf("| server: %c%d names %d, and the job is at %d: may be written\n", NAME(token), named, version)
#endif
			fi
		fi
	}
}

/* Makes the change. Leaves the answer in status, body and tag. */
inline write(token, base)
{
	d_step {
		if
		:: events & BIT(token) -> after = content[version] | BIT(token)
		:: else -> after = FIELDS_WRITTEN(token, base)
		fi;

		/* A write that changes nothing raises no version. An event always adds one more. */
		something = (events & BIT(token)) || after != content[version];
		if
		:: something ->
			version++;
			content[version] = after;
			author[version] = OWNER(token);
			printf("| server: %c%d is written: version %d\n", NAME(token), version);
			if
			:: content[version - 1] & ~after ->
				lostUpdate = true;
				printf("| *** and what another had written is gone\n")
			:: else
			fi;
			if
			:: (events & BIT(token)) && (content[version - 1] & BIT(token)) ->
				appliedTwice = true;
				printf("| *** and is there twice now\n")
			:: else
			fi
		:: else ->
			printf("| server: %c%d changes nothing: version %d\n", NAME(token), version)
		fi;
		status = ok;
		body = version;
		tag = version;
		after = 0;
		something = false
	}
}

inline store(token, named)
{
	stored[KEY(token, named)] = tag
}

/* Does with a request what is to be done. Leaves the answer in status, body and tag. */
inline serve(token, base, named)
{
#ifdef KEY_STORED_LATER
	atomic {
		judge(token, base, named);
		if
		:: status -> goto answered
		:: else -> write(token, base)
		fi
	}
	store(token, named);
answered:
	skip
#else
	judge(token, base, named);
	if
	:: status
	:: else ->
		atomic {
			write(token, base);
			store(token, named)
		}
	fi
#endif
}

/* A GET. Content and tag come from one snapshot of the database. Leaves them in body and tag. */
#ifdef READ_TAG_SEPARATELY
#define SNAPSHOT	/* others get in between */
#else
#define SNAPSHOT atomic
#endif

inline read()
{
	body = version;
#ifdef READ_TAG_SEPARATELY
	printf("| server: a GET of %c reads the content of version %d\n", 'A' + client, body);
#endif
	tag = version;
#ifdef READ_TAG_SEPARATELY
	printf("| server: the same GET of %c reads the tag of version %d\n", 'A' + client, tag)
#else
	printf("| server: a GET of %c reads version %d\n", 'A' + client, tag)
#endif
}

/* =============================================================================================================== the clients == */

#define THIS TOKEN(client, edit)	/* the edit that is to be sent, or has been */
#define NEXT TOKEN(client, 1)		/* the second one, for which people may type before the first is through */

/* A snapshot has arrived, in body and tag. One that is older than what is held is dropped. */
inline take()
{
	if
#ifndef NO_VERSION_ORDER
	:: tag < heldTag[client] ->
		printf("| %c drops version %d and keeps %d\n", 'A' + client, tag, heldTag[client])
#endif
	:: else ->
		if
		:: tag < heldTag[client] || body < heldBody[client] ->
			wentBack = true;
			printf("| *** %c had a newer one\n", 'A' + client)
		:: else
		fi;
		heldBody[client] = body;
		heldTag[client] = tag
	fi
}

/* A form begins from what is held. The snapshot and its tag are kept as one value. */
inline begin(token)
{
	atomic {
		formBody[token] = heldBody[client];
		formTag[token] = heldTag[client];
		if
		:: true
		:: missingTags > 0 ->	/* a proxy dropped it, say */
			missingTags--;
			formTag[token] = 0
		fi;
#ifndef EVENTS
		if
		:: true
		:: events = events | BIT(token)
		fi;
#endif
		if
		:: events & BIT(token) -> printf("| %c begins %c%d, an event, at version %d", 'A' + client, NAME(token), formBody[token])
		:: else -> printf("| %c begins %c%d, a field, at version %d", 'A' + client, NAME(token), formBody[token])
		fi;
		if
		:: formTag[token] == 0 -> printf(" and without its tag\n")
		:: formTag[token] != 0 && formTag[token] != formBody[token] -> printf(" with the tag of %d\n", formTag[token])
		:: else -> printf("\n")
		fi
	}
}

#ifdef NO_SNAPSHOT_BINDING
/* One tag per job, the newest: a form that began from an older snapshot gets it too. */
inline arm(token)
{
	if
	:: formBody[token] && formTag[token] != heldTag[client] ->
		formTag[token] = heldTag[client];
		printf("| %c will send %c%d, begun at version %d, with the tag of %d\n", 'A' + client, NAME(token), formBody[token],
			formTag[token])
	:: else
	fi
}
#endif

/*
 * After a refusal, what was typed is put on top of the job as it is now, and names its tag. For a field that is the three-way merge:
 * from then on the form shows what the other did as well. It is done for all forms of the job that are older than what has arrived,
 * so also for what was typed meanwhile.
 */
inline mergeOne(token)
{
	if
	:: formBody[token] && formTag[token] < tag ->
#ifndef NO_MERGE		/* only the tag is taken: "job reloaded, please retry" */
		formBody[token] = body;
#endif
#ifndef KEEP_REFUSED_TAG
		formTag[token] = tag;
#endif
		printf("| %c has %c%d on version %d, and will name %d\n", 'A' + client, NAME(token), formBody[token], formTag[token])
	:: else
	fi
}

inline merge()
{
	mergeOne(THIS);
#if EDITS == 2
	if
	:: edit == 0 -> mergeOne(NEXT)
	:: else
	fi;
#endif
	skip
}

/*
 * A 412 says that another has changed the job. Has anybody? That is: is one of the versions after the one named, up to the one that
 * came with the refusal, of another author?
 */
inline checkConflict()
{
	d_step {
		something = false;
		do
		:: tag > named ->
			something = something || author[tag] != client;
			tag--
		:: else -> break
		od;
		tag = body;
		if
		:: !something ->
			falseConflict = true;
			printf("| *** but it was %c alone\n", 'A' + client)
		:: else
		fi;
		something = false
	}
}

active [CLIENTS] proctype Client()
{
	byte client = _pid;	/* processes are numbered in the order of this file, so these are 0, 1 … */
	byte edit;		/* how many edits are through */
	byte named;		/* the tag that the request under way names: a repeat names it again */
	mtype status;		/* the answer that is under way to this client */
	byte body, tag;

again:	if
	:: edit < EDITS && formBody[THIS] == 0 ->
		begin(THIS);
		goto again
#if EDITS == 2
	:: edit == 0 && formBody[THIS] && formBody[NEXT] == 0 ->
		begin(NEXT);
		goto again
#endif
	:: atomic { edit < EDITS && formBody[THIS] ->
		named = formTag[THIS];
		printf("| %c sends %c%d\n", 'A' + client, NAME(THIS));
		goto underWay
	   }
	:: atomic { edit == EDITS ->
		heldBody[client] = 0;
		heldTag[client] = 0;
		finished++;
		lostUpdate = lostUpdate || (finished == CLIENTS && content[version] != BIT(TOKENS) - 1);
		goto done
	   }
	fi;

	/* A repeat is the same request, byte for byte: the same key, and the same tag, whatever has become known meanwhile. */
repeat:	TRANSACTION {
		printf("| %c sends %c%d again, with the same key\n", 'A' + client, NAME(THIS));
underWay:	if
		:: serve(THIS, formBody[THIS], named)
		:: atomic { losses > 0 ->
			losses--;
			if
			:: run Straggler(THIS, formBody[THIS], named);
			   printf("| network: %c%d is held up, and %c waits no longer\n", NAME(THIS), 'A' + client)
			:: printf("| network: %c%d never arrives, and %c waits no longer\n", NAME(THIS), 'A' + client)
			fi
		   }
		   goto repeat
		fi
	}

	/* The request has been dealt with, and the answer is under way. */
waiting:
	if
#if EDITS == 2
	:: edit == 0 && formBody[NEXT] == 0 ->
		begin(NEXT);
		goto waiting
#endif
	:: atomic { losses > 0 ->
		losses--;
		printf("| network: the answer about %c%d is lost\n", NAME(THIS));
		status = 0; body = 0; tag = 0
	   }
	   goto repeat
	:: atomic { status == ok ->
		printf("| %c is told that %c%d is done: version %d\n", 'A' + client, NAME(THIS), tag);
		if
		:: !(content[version] & BIT(THIS)) ->
			lostUpdate = true;
			printf("| *** and it is not there\n")
		:: else
		fi;
		take();
		formBody[THIS] = 0;
		formTag[THIS] = 0;
#if EDITS == 2
#ifndef NO_MOVE_WITH_OWN_ANSWER
		/*
		 * If what was typed meanwhile began from the very version that the request named, it moves on to the version of the
		 * answer. As the tag matched, nothing lies between the two but one's own edit, so nobody needs to be asked. It moves
		 * to no other version: one that a background GET has brought may hold what another did.
		 */
		if
		:: edit == 0 && formBody[NEXT] && formTag[NEXT] == named && named != 0 ->
			formBody[NEXT] = body;
#ifdef MOVE_TO_NEWEST_TAG
			formTag[NEXT] = heldTag[client]
#else
			formTag[NEXT] = tag
#endif
		:: else
		fi;
#endif
#endif
		edit++;
		named = 0; status = 0; body = 0; tag = 0
	   }
	:: atomic { status == failed ->
		printf("| %c is told that another has changed the job, which is at version %d\n", 'A' + client, tag);
		checkConflict();
		take();
		merge();
		named = 0; status = 0; body = 0; tag = 0
	   }
	:: atomic { status == required ->
		printf("| %c is told that a tag is required, and loads the job\n", 'A' + client);
		named = 0; status = 0
	   }
	   SNAPSHOT {
		read()
	   }
	   atomic {
		take();
		merge();
		body = 0; tag = 0
	   }
	fi;
	goto again;

done:	skip
}

/*
 * Refreshes what is shown, now of one client and now of another, whenever it likes. Its answer may be under way for long, and be
 * overtaken by others.
 */
active [READERS] proctype Background()
{
	byte client, body, tag;

end:	do
	:: SNAPSHOT {
		if
		:: heldTag[0] -> client = 0
		:: heldTag[1] -> client = 1
#if CLIENTS == 3
		:: heldTag[2] -> client = 2
#endif
		fi;
		read()
	   }
	   atomic {
		if
		:: heldTag[client] ->
			printf("| %c gets the answer of its GET: version %d\n", 'A' + client, tag);
			take();
#ifdef NO_SNAPSHOT_BINDING
			arm(TOKEN(client, 0));
#if EDITS == 2
			arm(TOKEN(client, 1));
#endif
#endif
			skip
		:: else		/* through with everything meanwhile */
		fi;
		client = 0; body = 0; tag = 0
	   }
	od
}

/* A request that was held up. It arrives some day, when its client has long sent it again; nobody waits for its answer. */
proctype Straggler(byte token, base, named)
{
	mtype status;
	byte body, tag;

	TRANSACTION {
		printf("| network: the %c%d that was held up arrives\n", NAME(token));
		serve(token, base, named)
	}
}

/* ============================================================================================================== the promises == */

ltl no_lost_update { [] !lostUpdate }
ltl no_double_application { [] !appliedTwice }
ltl no_false_conflict { [] !falseConflict }
ltl never_older { [] !wentBack }
/* These four at once. */
ltl safe { [] !(lostUpdate || appliedTwice || falseConflict || wentBack) }
/* For schedules that are weakly fair: whoever could always take a step takes one some day. */
ltl all_finish { <> (finished == CLIENTS) }
