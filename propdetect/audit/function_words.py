"""Function words: those that hold a sentence together and say little by themselves."""

from __future__ import annotations

# Closed classes of English, as tokens are cut: "don't" is one word, a final 's is cut off, a hyphen parts words.
_WORDS = """
    a an the this that these those such same own other another each every either neither both all any some no none
    i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself
    we us our ours ourselves they them their theirs themselves one ones oneself who whom whose which what
    whoever whatever whichever someone somebody something anyone anybody anything everyone everybody everything
    nobody nothing
    be am is are was were been being have has had having do does did doing done
    will would shall should can could may might must ought cannot
    aboard about above across after against along amid among around as at before behind below beneath beside
    besides between beyond by despite down during except for from in inside into like near of off on onto out
    outside over past per since through throughout till to toward towards under until up upon via with within
    without
    and but or nor so yet if because while whereas although though unless than whether once when whenever where
    wherever why how
    not only just very too also then there here now again more most less least much many few fewer several
    i'm i've i'll i'd you're you've you'll you'd he'll he'd she'll she'd it'll it'd we're we've we'll we'd
    they're they've they'll they'd that'll that'd who'll who'd there'll there'd
    isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't won't wouldn't shan't shouldn't can't
    couldn't mightn't mustn't needn't oughtn't
"""
FUNCTION_WORDS = frozenset(_WORDS.split())
