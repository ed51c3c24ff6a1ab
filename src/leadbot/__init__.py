"""leadbot registers partners' sales leads from their e-mails and answers every one."""
